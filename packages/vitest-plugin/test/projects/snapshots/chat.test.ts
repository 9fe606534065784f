import { on, onConnect } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { describe, expect, test } from 'vitest'

const greeting = process.env['GREETING'] ?? 'hello'
const mock = setupWsMock('ws://snapshots.test/', () => [
  onConnect().send(greeting),
  on('who').reply(() => ({ id: crypto.randomUUID(), at: Math.random() })),
])

async function talk(): Promise<void> {
  const socket = new WebSocket('ws://snapshots.test/')
  socket.onopen = () => socket.send('who')
  await expect(mock).toHaveSent('who')
}

test('stored', async () => {
  await talk()
  await expect(mock).toMatchTranscript({ volatile: ['at'] })
  await expect(mock).toMatchTranscript({ volatile: ['at'], name: 'by name' })
})

test('of a client', async () => {
  await talk()
  const client = await mock.client()
  mock.broadcast('to all')
  await expect(client).toMatchTranscript({ volatile: ['at'] })
})

test('inline', async () => {
  await talk()
  await expect(mock).toMatchTranscript('', { volatile: ['at'] })
})

test('in a file', async () => {
  await talk()
  await expect(mock).toMatchTranscript({ volatile: ['at'], file: './chat.transcript.txt' })
})

describe.concurrent('concurrent', () => {
  test.for([1, 2, 3])('number %i', async (index, { expect: own }) => {
    const socket = new WebSocket('ws://snapshots.test/')
    socket.onopen = () => socket.send(`who am I: ${index}`)
    await own(mock).toHaveSent(/who/)
    await own(mock).toMatchTranscript()
  })
})
