import { bytes, on, onClose, onConnect, text } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Chat, openChat as open } from '../src/open-chat.ts'

const chatMock = setupWsMock('wss://chat.example.com/rooms/:room', [
  onConnect().send({ type: 'welcome' }),
  on({ type: 'subscribe', room: text() })
    .join(({ message }) => message.room)
    .reply({ type: 'subscribed' }),
  on({ type: 'say', text: text() }).broadcast(({ message }) => ({ type: 'said', text: message.text }), {
    group: 'lobby',
  }),
])

// An app whose connection the end of a test closes would go on trying, into the next test.
const opened: Chat[] = []
function openChat(...where: Parameters<typeof open>): Chat {
  const app = open(...where)
  opened.push(app)
  return app
}
afterEach(() => {
  for (const app of opened.splice(0)) app.close()
})

test('the app shows what another member says', async () => {
  const app = openChat('wss://chat.example.com/rooms/lobby')
  const client = await chatMock.client()
  await expect(client).toHaveSent({ type: 'subscribe', room: 'lobby' })

  chatMock.broadcast({ type: 'said', text: 'hi' }, { group: 'lobby' })

  await expect.poll(() => app.lines).toEqual(['hi'])
  await expect(chatMock).toMatchTranscript()
})

test('the app shows its own line when the server says it back, not before', async () => {
  const app = openChat('wss://chat.example.com/rooms/lobby')
  const client = await chatMock.client()
  chatMock.use(on({ type: 'say' }).drop())

  app.say('hi')
  await expect(client).toHaveSent({ type: 'say', text: 'hi' }, { times: 1 })
  await expect(client).not.toHaveReceived({ type: 'said' })
  expect(app.lines).toEqual([])

  client.send({ type: 'said', text: 'hi' })
  await expect.poll(() => app.lines).toEqual(['hi'])
})

test('the app waits to be let in before it says anything', async () => {
  chatMock.use(on({ type: 'subscribe' }).drop())
  const app = openChat('wss://chat.example.com/rooms/lobby')
  const client = await chatMock.client()
  app.say('hi')
  await expect(client).toHaveSent({ type: 'subscribe' })
  await expect(client).not.toHaveSent({ type: 'say' })

  client.send({ type: 'subscribed' })
  await expect(client).toHaveSent({ type: 'say', text: 'hi' })
})

test('the app ends the conversation with 1000', async () => {
  const app = openChat('wss://chat.example.com/rooms/lobby')
  const client = await chatMock.client()
  app.close()
  await expect(client).toHaveClosed(1000)
  expect(chatMock.clients).toEqual([])
})

describe('rules for one test', () => {
  test('come before the others', async () => {
    chatMock.use(on({ type: 'say' }).reply({ type: 'said', text: 'be quiet' }))
    const app = openChat('wss://chat.example.com/rooms/lobby')
    app.say('hi')
    await expect.poll(() => app.lines).toEqual(['be quiet'])
  })

  test('are gone in the next', async () => {
    const app = openChat('wss://chat.example.com/rooms/lobby')
    app.say('hi')
    await expect.poll(() => app.lines).toEqual(['hi'])
  })
})

describe('a lost connection', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('is made again after a second, and the app is back in its room', async () => {
    const app = openChat('wss://chat.example.com/rooms/lobby')
    const lost = await chatMock.client()
    await expect(lost).toHaveJoined('lobby')
    lost.cut()
    await expect(lost).toHaveClosed(1006)

    await vi.advanceTimersByTimeAsync(999)
    expect(chatMock.clients).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    const back = await chatMock.client()
    await expect(back).toHaveJoined('lobby')

    chatMock.broadcast({ type: 'said', text: 'welcome back' }, { group: 'lobby' })
    await expect.poll(() => app.lines).toEqual(['welcome back'])
  })

  test('keeps what was said meanwhile, in order', async () => {
    const app = openChat('wss://chat.example.com/rooms/lobby')
    const lost = await chatMock.client()
    await expect(lost).toHaveJoined('lobby')
    lost.close(1012, 'restarting')
    await expect(lost).toHaveClosed({ code: 1012, reason: 'restarting' })
    await chatMock.drain()
    app.say('one')
    app.say('two')

    await vi.advanceTimersByTimeAsync(1_000)
    const back = await chatMock.client()
    await expect(back).toHaveReceivedInOrder([
      { type: 'said', text: 'one' },
      { type: 'said', text: 'two' },
    ])
  })

  test('is tried less and less often while the server refuses', async () => {
    chatMock.use(onConnect().reject(503))
    openChat('wss://chat.example.com/rooms/lobby')
    const attempts = (): number => chatMock.transcript.entries.filter(({ kind }) => kind === 'reject').length
    await chatMock.drain()
    expect(attempts()).toBe(1)
    for (const [waitedMs, expected] of [
      [1_000, 2],
      [1_999, 2],
      [1, 3],
      [3_999, 3],
      [1, 4],
    ] as const) {
      await vi.advanceTimersByTimeAsync(waitedMs)
      await chatMock.drain()
      expect(attempts()).toBe(expected)
    }
  })

  test('is tried after a second again once the app was back', async () => {
    openChat('wss://chat.example.com/rooms/lobby')
    for (let drop = 1; drop <= 3; drop++) {
      const lost = await chatMock.client()
      await expect(lost).toHaveJoined('lobby')
      lost.cut()
      await chatMock.drain()
      expect(chatMock.clients).toEqual([])
      await vi.advanceTimersByTimeAsync(1_000)
    }
    await expect(await chatMock.client()).toHaveJoined('lobby')
  })

  test('is not made again when the app has closed it', async () => {
    const app = openChat('wss://chat.example.com/rooms/lobby')
    const client = await chatMock.client()
    app.close()
    await expect(client).toHaveClosed(1000)
    await vi.advanceTimersByTimeAsync(60_000)
    await chatMock.drain()
    expect(chatMock.clients).toEqual([])
  })
})

describe('several people', () => {
  const roomsMock = setupWsMock('wss://rooms.example.com/:name/:room', () => [
    on({ type: 'subscribe', room: text() })
      .broadcast(({ client }) => ({ type: 'entered', name: client.params['name'] }), {
        group: ({ message }) => message.room,
      })
      .join(({ message }) => message.room)
      .reply({ type: 'subscribed' }),
    on({ type: 'say', text: text() }).broadcast(({ message }) => ({ type: 'said', text: message.text }), {
      groups: ({ client }) => client.groups,
    }),
    on(bytes()).broadcast(({ message }) => message, {
      groups: ({ client }) => client.groups,
      except: 'sender',
    }),
    onClose().broadcast(({ client }) => ({ type: 'left', name: client.params['name'] }), {
      groups: ({ groups }) => groups,
    }),
  ])

  /** Somebody who is in a room already. */
  async function enter(name: string, room: string) {
    const app = openChat(`wss://rooms.example.com/${name}/${room}`)
    const client = await roomsMock.client()
    await expect(client).toHaveJoined(room)
    return { app, client }
  }

  test('hear what is said in their room, and nothing else', async () => {
    const alice = await enter('alice', 'lobby')
    const bob = await enter('bob', 'lobby')
    const eve = await enter('eve', 'kitchen')

    alice.app.say('hi')

    await expect.poll(() => bob.app.lines).toEqual(['hi'])
    await expect(alice.client).toHaveReceived({ type: 'said' }, { times: 1 })
    await expect(eve.client).not.toHaveReceived({ type: 'said' })
    expect(eve.app.lines).toEqual([])
    await expect(roomsMock).toMatchTranscript()
  })

  test('see who comes and goes', async () => {
    const alice = await enter('alice', 'lobby')
    const bob = await enter('bob', 'lobby')
    await enter('eve', 'lobby')
    await expect.poll(() => alice.app.members).toEqual(['bob', 'eve'])

    bob.app.close()
    await expect.poll(() => alice.app.members).toEqual(['eve'])
    expect(roomsMock.group('lobby').members.map(({ params }) => params['name'])).toEqual(['alice', 'eve'])
  })

  test('show each other pictures, byte for byte', async () => {
    const alice = await enter('alice', 'lobby')
    const bob = await enter('bob', 'lobby')
    const picture = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x00, 0xff])

    alice.app.show(picture)

    await expect.poll(() => bob.app.pictures).toEqual([picture])
    await expect(alice.client).toHaveSent(bytes())
    await expect(alice.client).not.toHaveReceived(bytes())
  })
})
