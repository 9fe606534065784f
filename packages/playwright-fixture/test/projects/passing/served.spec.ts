import { on, onConnect } from '@parley-ws/core'
import { serveWsMock } from '@parley-ws/core/node'
import { expect } from '@parley-ws/playwright-fixture'
import { CHAT, logOf, ORIGIN, servePages } from '../pages.ts'
import { test } from '../workers.ts'

const heard = 'pong wss://chat.example.com/rooms/lobby?from=worker true'

test('a worker and a module worker speak to the mock', async ({ page, origin, wsMock }) => {
  const chat = await wsMock('wss://chat.example.com/rooms/:room', [on('ping').reply('pong')], {
    mode: 'server',
  })
  await page.goto(origin)
  const answers = await page.evaluate(async () => {
    const heardByPage: string[] = []
    for (const worker of [new Worker('/worker.js'), new Worker('/module.js', { type: 'module' })]) {
      await new Promise((resolve) => {
        worker.onmessage = ({ data }) => resolve(heardByPage.push(String(data)))
      })
    }
    return heardByPage
  })
  expect(answers).toEqual([heard, heard])
  expect(chat.clients.map(({ params, query }) => [params['room'], query['from']])).toEqual(
    Array.from({ length: 2 }, () => ['lobby', 'worker']),
  )
})

test('a page and its worker are two clients of one server', async ({ page, origin, wsMock }) => {
  const chat = await wsMock('wss://chat.example.com/rooms/*', [], { mode: 'server' })
  await page.goto(origin)
  const told = page.evaluate(
    () =>
      new Promise((resolve) => {
        new Worker('/worker.js').onmessage = ({ data }) => resolve(data)
      }),
  )
  await page.evaluate(() => {
    globalThis.socket = new WebSocket('wss://chat.example.com/rooms/attic')
    globalThis.log = []
    socket.onmessage = ({ data }) => log.push(String(data))
  })
  await chat.client({ timeoutMs: 10_000 })
  await chat.client({ timeoutMs: 10_000 })
  chat.broadcast('to all')
  expect(await told).toContain('to all')
  await expect.poll(() => logOf(page)).toEqual(['to all'])
})

test('what no rule answers goes to the real server, and is recorded', async ({ page, context, wsMock }) => {
  await servePages(context)
  // The page is of elsewhere, the server on this machine.
  await context.grantPermissions(['local-network-access'])
  await using real = await serveWsMock([
    onConnect().send('from the server'),
    on('ask').reply('answered'),
    on('bytes').reply(new Uint8Array([7, 8])),
    on('bye').close(4002, 'bye'),
  ])
  await page.goto(ORIGIN)
  const chat = await wsMock(real.url, [on('mocked').reply('by the mock')], { passThrough: true })
  await page.evaluate((url) => open_(url), real.url)
  for (const message of ['ask', 'mocked', 'bytes', 'bye'])
    await page.evaluate((text) => socket.send(text), message)

  await expect(await chat.client({ timeoutMs: 10_000 })).toHaveClosed({ code: 4002, reason: 'bye' })
  await expect
    .poll(() => logOf(page))
    .toEqual(
      expect.arrayContaining([
        'open ',
        'from the server',
        'answered',
        'by the mock',
        'bytes 7,8',
        'close 4002 bye true',
      ]),
    )
  await expect(real).not.toHaveSent('mocked')
  await expect(chat).toHaveReceivedInOrder(['from the server', 'answered', new Uint8Array([7, 8])])
})

test('a real server that is not there is a failed connection', async ({ page, context, wsMock }) => {
  await servePages(context)
  await page.goto(ORIGIN)
  const chat = await wsMock('ws://127.0.0.1:9/', [], { passThrough: true })
  await page.evaluate(() => void open_('ws://127.0.0.1:9/'))
  await expect.poll(() => logOf(page)).toEqual(['error', 'close 1006 false'])
  await expect(chat).toHaveClosed(1006)
})

test('a mock of another URL leaves the page’s own route alone', async ({ page, context, wsMock }) => {
  await servePages(context)
  await page.routeWebSocket(CHAT, (route) => route.send('by the page’s own route'))
  await wsMock('wss://app.example.com/other')
  await page.goto(ORIGIN)
  await page.evaluate(() => open_('/chat', ['v1']))
  await expect.poll(() => logOf(page)).toEqual(['open v1', 'by the page’s own route'])
})
