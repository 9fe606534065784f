import { setupWsMock } from '@parley-ws/vitest-plugin'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { type App, type Callback, SILENT_AFTER_MS, taprOf, taprOptions, taprRules } from '../src/tapr.ts'

const url = 'wss://files.alice.olares.com/ws'

/** What the app of the running test was told, and what it does about it. */
const told: (readonly [callback: Callback, cookie: string | undefined])[] = []
let app: App | undefined

const mock = setupWsMock(
  url,
  () => {
    told.length = 0
    app = undefined
    return taprRules((callback, cookie) => {
      told.push([callback, cookie])
      return app?.(callback, cookie)
    })
  },
  taprOptions,
)

const tapr = taprOf(mock)

afterEach(() => {
  vi.useRealTimers()
})

/** A connection of a user, its id, and what it has been told. */
async function connected(user: string, headers: Record<string, string> = {}) {
  const socket = new WebSocket(url, { headers: { 'X-BFL-USER': user, ...headers } })
  const heard: unknown[] = []
  socket.on('message', (data) => heard.push(JSON.parse(String(data))))
  socket.on('close', (code) => heard.push(`closed ${code}`))
  const { name: id } = await mock.client()
  return { socket, heard, id }
}

/** Alice with two connections, bob with one. */
async function twoUsers() {
  const desktop = await connected('alice', { 'User-Agent': 'desktop' })
  const phone = await connected('alice', { 'User-Agent': 'phone' })
  return { desktop, phone, bob: await connected('bob') }
}

describe('send', () => {
  const news = { event: 'news', data: { n: 1 } }

  it('reaches the connections of the users that are named', async () => {
    const { desktop, phone, bob } = await twoUsers()
    expect(tapr.send({ payload: news, users: ['alice'] })).toEqual({ code: 0, message: 'success' })
    await mock.drain()
    expect([desktop.heard, phone.heard, bob.heard]).toEqual([[news], [news], []])
  })

  it('reaches one connection', async () => {
    const { desktop, phone, bob } = await twoUsers()
    tapr.send({ payload: news, conn_id: phone.id })
    await mock.drain()
    expect([desktop.heard, phone.heard, bob.heard]).toEqual([[], [news], []])
  })

  it('reaches those alone for which all holds that is named', async () => {
    const { desktop, phone, bob } = await twoUsers()
    tapr.send({ payload: news, conn_id: phone.id, users: ['alice', 'bob'] })
    tapr.send({ payload: news, conn_id: phone.id, users: ['bob'] })
    tapr.send({ payload: news, users: [] })
    tapr.send({ payload: news, users: ['carol'] })
    tapr.send({ payload: news })
    await mock.drain()
    expect([desktop.heard, phone.heard, bob.heard]).toEqual([[], [news], []])
  })
})

describe('close', () => {
  it('closes the connections that are named, and all of the users that are named', async () => {
    const { desktop, phone, bob } = await twoUsers()
    tapr.close({ conns: [phone.id] })
    await mock.drain()
    expect([desktop.heard, phone.heard, bob.heard]).toEqual([[], ['closed 1000'], []])
    tapr.close({ users: ['alice'] })
    await mock.drain()
    expect([desktop.heard, bob.heard]).toEqual([['closed 1000'], []])
  })

  it('closes nobody when it names nobody', async () => {
    const { desktop, phone, bob } = await twoUsers()
    expect(tapr.close({})).toEqual({ code: 0, message: 'success' })
    tapr.close({ conns: [], users: [] })
    tapr.close({ conns: ['nobody'], users: ['carol'] })
    await mock.drain()
    expect([desktop.heard, phone.heard, bob.heard]).toEqual([[], [], []])
  })
})

describe('list', () => {
  it('names the users that are connected, with their connections', async () => {
    expect(tapr.list()).toEqual({ code: 0, message: 'success', data: [] })
    const { desktop, phone, bob } = await twoUsers()
    expect(tapr.list().data).toEqual([
      {
        name: 'alice',
        conns: [
          { id: desktop.id, userAgent: 'desktop' },
          { id: phone.id, userAgent: 'phone' },
        ],
      },
      { name: 'bob', conns: [{ id: bob.id, userAgent: '' }] },
    ])
    tapr.close({ users: ['alice'] })
    await mock.drain()
    expect(tapr.list().data?.map(({ name }) => name)).toEqual(['bob'])
  })
})

describe('the app', () => {
  it('is told of connections, messages with their cookie, and ends', async () => {
    const { socket, id } = await connected('alice', { Cookie: 'auth_token=s3cret' })
    socket.send(JSON.stringify({ event: 'rename', data: { to: 'b.txt' } }))
    socket.close()
    await expect.poll(() => told).toHaveLength(3)
    const who = { user_name: 'alice', conn_id: id }
    const cookie = 'auth_token=s3cret'
    expect(told).toEqual([
      [{ ...who, action: 'open', data: {} }, cookie],
      [{ ...who, action: 'message', data: { event: 'rename', data: { to: 'b.txt' } } }, cookie],
      [{ ...who, action: 'close', data: {} }, cookie],
    ])
  })

  it('answers a message through send', async () => {
    const { socket, heard } = await connected('alice')
    app = ({ action, conn_id }) =>
      action === 'message' ? tapr.send({ payload: { event: 'renamed' }, conn_id }) : undefined
    socket.send(JSON.stringify({ event: 'rename', data: {} }))
    await expect.poll(() => heard).toEqual([{ event: 'renamed' }])
  })
})

describe('the heartbeat', () => {
  const ping = JSON.stringify({ event: 'ping', data: {} })

  it('is answered, and the app is told nothing of it', async () => {
    const { socket, heard } = await connected('alice')
    socket.send(ping)
    await expect.poll(() => heard).toEqual([{ event: 'pong' }])
    expect(told.map(([{ action }]) => action)).toEqual(['open'])
  })

  it('keeps a connection that has one every thirty seconds, and no other', async () => {
    vi.useFakeTimers()
    const [alice, bob] = [await connected('alice'), await connected('bob')]
    for (let beat = 0; beat < 4; beat++) {
      await vi.advanceTimersByTimeAsync(SILENT_AFTER_MS / 2)
      alice.socket.send(ping)
      bob.socket.send(JSON.stringify({ event: 'typing', data: {} }))
      await mock.drain()
    }
    expect(alice.heard).toEqual(Array.from({ length: 4 }, () => ({ event: 'pong' })))
    expect(bob.heard).toEqual(['closed 1000'])
    expect(tapr.list().data?.map(({ name }) => name)).toEqual(['alice'])
  })
})
