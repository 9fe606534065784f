import { absent, on, onConnect } from '@parley-ws/core'
import { setupWsMock } from '@parley-ws/vitest-plugin'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Channel, type ChannelOptions, openChannel } from '../src/channel.ts'
import { gatewayRules, websocketSend } from '../src/gateway.ts'

const gateway = setupWsMock('ws://localhost:3000/*', gatewayRules)

const HEARTBEAT_INTERVAL_MS = 5_000
const HEARTBEAT_TIMEOUT_MS = 1_000
const RECONNECT_MS = 3_000

const channels: Channel[] = []

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  for (const channel of channels.splice(0)) channel.disconnect()
  vi.useRealTimers()
})

/** Lets time go by, and what is on its way arrive. */
async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await gateway.drain()
}

/** A client of a channel, and what it has been told. */
async function connected(path: string, options: ChannelOptions = {}) {
  const heard: string[] = []
  const channel = openChannel(`ws://localhost:3000${path}`, (message) => heard.push(message), {
    heartbeatInterval: HEARTBEAT_INTERVAL_MS,
    heartbeatTimeout: HEARTBEAT_TIMEOUT_MS,
    ...options,
  })
  channels.push(channel)
  channel.connect()
  return { channel, heard, client: await gateway.client() }
}

describe('the event websocket.send', () => {
  it('reaches every socket on its path, and no other', async () => {
    const [alice, bob] = [await connected('/ws/chat'), await connected('/ws/chat?key=value')]
    const eve = await connected('/ws/news')
    websocketSend(gateway, { path: '/ws/chat', data: { from: 'alice', text: 'hello' } })
    await gateway.drain()
    const hello = '{"from":"alice","text":"hello"}'
    expect([alice.heard, bob.heard, eve.heard]).toEqual([[hello], [hello], []])
    await expect(gateway).toMatchTranscript()
  })

  it('reaches nobody where nobody is connected', async () => {
    const { heard } = await connected('/ws/chat')
    websocketSend(gateway, { path: '/ws/chat/room', data: 'hello' })
    await gateway.drain()
    expect(heard).toEqual([])
  })

  it('reaches a client again once it is back', async () => {
    const { heard, client } = await connected('/ws/chat')
    client.cut()
    await pass(RECONNECT_MS)
    websocketSend(gateway, { path: '/ws/chat', data: 'welcome back' })
    await gateway.drain()
    expect(heard).toEqual(['welcome back'])
  })
})

describe('the filter of connections', () => {
  it('refuses a client by what it brings', async () => {
    gateway.use(onConnect({ query: { key: absent() } }).reject(403, 'no key'))
    const channel = openChannel('ws://localhost:3000/ws/test/q', () => {})
    channels.push(channel)
    channel.connect()
    const { client } = await connected('/ws/test/q?key=value')
    expect(gateway.clients).toEqual([client])
    expect(gateway.transcript.entries).toMatchObject([{ kind: 'reject', status: 403 }, { kind: 'open' }])
  })

  it('may take its time', async () => {
    gateway.use(onConnect().delay(200).accept())
    const heard: string[] = []
    const channel = openChannel('ws://localhost:3000/ws/chat', (message) => heard.push(message))
    channels.push(channel)
    channel.connect()
    await pass(199)
    expect(gateway.clients).toEqual([])
    await pass(1)
    websocketSend(gateway, { path: '/ws/chat', data: 'hello' })
    await gateway.drain()
    expect(heard).toEqual(['hello'])
  })
})

describe('the heartbeat', () => {
  it('is answered, and the client hears nothing of it', async () => {
    const { client, heard } = await connected('/ws/chat')
    await pass(4 * HEARTBEAT_INTERVAL_MS)
    await expect(client).toHaveSent('!', { times: 4 })
    await expect(client).toHaveReceived('!', { times: 4 })
    expect([heard, client.open]).toEqual([[], true])
  })

  it('that is not answered in time ends the connection; three seconds later there is another', async () => {
    const onreconnect = vi.fn<() => void>()
    gateway.use(on('!').drop())
    const { client } = await connected('/ws/chat', { onreconnect })
    await pass(HEARTBEAT_INTERVAL_MS + HEARTBEAT_TIMEOUT_MS - 1)
    expect(client.open).toBe(true)
    await pass(1)
    await expect(client).toHaveClosed()
    await pass(RECONNECT_MS - 1)
    expect(gateway.clients).toEqual([])
    await pass(1)
    expect(gateway.clients).toHaveLength(1)
    expect(onreconnect).toHaveBeenCalledTimes(1)
  })

  it('of a server that falls silent is missed as well', async () => {
    const { client } = await connected('/ws/chat')
    client.halfOpen()
    await pass(HEARTBEAT_INTERVAL_MS + HEARTBEAT_TIMEOUT_MS + RECONNECT_MS)
    expect(gateway.clients).toHaveLength(2)
  })
})

describe('a connection that breaks', () => {
  it('is made again after three seconds', async () => {
    const { client } = await connected('/ws/chat')
    client.cut()
    await pass(RECONNECT_MS - 1)
    expect(gateway.clients).toEqual([])
    await pass(1)
    expect(gateway.clients).toHaveLength(1)
  })

  it('is not made again after a clean close, whoever closed', async () => {
    const alice = await connected('/ws/chat')
    const bob = await connected('/ws/chat')
    alice.channel.disconnect()
    bob.client.close(1000)
    await pass(60_000)
    expect(gateway.clients).toEqual([])
  })
})
