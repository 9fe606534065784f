// A page with MSW's worker, in a real browser.
// #region worker
import { bytes, on, onConnect } from '@parley-ws/core'
import { toMswHandlers } from '@parley-ws/core/msw'
import { http, HttpResponse } from 'msw'
import { setupWorker } from 'msw/browser'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

const chat = toMswHandlers('wss://chat.example.com/rooms/*', [
  onConnect({ query: { token: 'bad' } }).reject(401),
  on('bye').reply('see').reply('you').close(4001, 'bye'),
  on(bytes()).reply('bytes'),
])
const worker = setupWorker(
  http.get('/me', () => HttpResponse.json({ name: 'ada' })),
  ...chat,
)

beforeAll(() => worker.start({ quiet: true, onUnhandledFrame: 'bypass' }))
afterEach(async () => {
  worker.resetHandlers()
  await chat.reset()
})
afterAll(() => worker.stop())
// #endregion

function connect(query = ''): {
  readonly shown: unknown[]
  readonly socket: WebSocket
  readonly closed: Promise<unknown>
} {
  const shown: unknown[] = []
  const socket = new WebSocket(`wss://chat.example.com/rooms/lobby${query}`)
  for (const type of ['open', 'error']) socket.addEventListener(type, () => shown.push(type))
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => shown.push(data))
  const closed = new Promise((resolve) =>
    socket.addEventListener('close', ({ code, wasClean }) => resolve(shown.push({ code, wasClean }))),
  )
  return { shown, socket, closed }
}

test('nothing is lost before a close', async () => {
  const app = connect()
  const client = await chat.client()
  app.socket.send(new Blob(['picture']))
  app.socket.send('bye')
  await app.closed
  expect(app.shown).toEqual(['open', 'bytes', 'see', 'you', { code: 4001, wasClean: true }])
  await expect(client).toHaveSent('bye')
})

test('a refused handshake is what it is without MSW', async () => {
  const app = connect('?token=bad')
  await app.closed
  expect(app.shown).toEqual(['error', { code: 1006, wasClean: false }])
})

test('resetHandlers() closes with 1001', async () => {
  const app = connect()
  await chat.client()
  worker.resetHandlers()
  await app.closed
  expect(app.shown).toEqual(['open', { code: 1001, wasClean: true }])
  expect(chat.transcript.entries).toEqual([])
})

test('stop() leaves no client open', async () => {
  const app = connect()
  await chat.client()
  worker.stop()
  await app.closed
  expect(app.shown).toEqual(['open', { code: 1001, wasClean: true }])
  await worker.start({ quiet: true })
})

test('the worker answers requests as before', async () => {
  const response = await fetch('/me')
  expect(await response.json()).toEqual({ name: 'ada' })
})
