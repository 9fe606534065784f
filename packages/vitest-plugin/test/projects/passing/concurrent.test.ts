import { setupWsMock } from '@parley-ws/vitest-plugin'
import { describe, test } from 'vitest'
import { LOBBY, openChat } from '../chat-app.ts'
import { chatRules } from '../chat-rules.ts'

const chatMock = setupWsMock('wss://chat.example.com/rooms/:room', chatRules)

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * 8))

describe.concurrent('twenty at once on one URL', () => {
  test.for(Array.from({ length: 20 }, (_, index) => index))('number %i', async (index, { expect }) => {
    await pause()
    const app = openChat(LOBBY, { reconnectAfterMs: Math.random() * 5 })
    const first = await chatMock.client()
    await expect(first).toHaveJoined('lobby')
    await pause()
    app.say(`before ${index}`)
    await expect.poll(() => app.lines).toEqual([`before ${index}`])

    first.close(1012, 'restart')
    const second = await chatMock.client()
    await expect(second).toHaveJoined('lobby')
    await pause()
    app.say(`after ${index}`)
    await expect(chatMock).toHaveBroadcast({ type: 'said' }, { times: 2 })
    await expect.poll(() => app.lines).toEqual([`before ${index}`, `after ${index}`])

    expect(chatMock.clients).toEqual([second])
    expect(chatMock.transcript.entries.filter(({ kind }) => kind === 'open')).toHaveLength(2)
    app.stop()
  })
})

test.concurrent('a handler runs in the context of its test', async ({ expect }) => {
  openChat()
  const client = await chatMock.client()
  await expect(client).toHaveJoined('lobby')
  chatMock.broadcast('mine')
  expect(chatMock.transcript.entries.filter(({ kind }) => kind === 'broadcast')).toHaveLength(1)
})

test.concurrent('while another one speaks for its own mock', async ({ expect }) => {
  openChat()
  const client = await chatMock.client()
  await expect(client).toHaveJoined('lobby')
  await expect(client).not.toHaveReceived('mine')
})
