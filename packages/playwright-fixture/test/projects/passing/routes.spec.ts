import { on, onConnect, text } from '@parley-ws/core'
import { expect, test } from '@parley-ws/playwright-fixture'
import { CHAT, logOf, ORIGIN, servePages } from '../pages.ts'

const chatRules = [
  onConnect().send({ type: 'welcome' }),
  on({ type: 'join', room: text() }).join(({ message }) => message.room),
  on({ type: 'say', text: text() }).broadcast(({ message }) => ({ type: 'said', text: message.text }), {
    group: 'lobby',
  }),
]
const join = JSON.stringify({ type: 'join', room: 'lobby' })
const said = '{"type":"said","text":"hi"}'

test.beforeEach(({ context }) => servePages(context, { '/frame': '<iframe src="/inner"></iframe>' }))

test('a broadcast reaches two tabs, a frame and a popup', async ({ page, context, wsMock }) => {
  const chat = await wsMock('wss://app.example.com/*', chatRules)
  await page.goto(`${ORIGIN}/frame`)
  const tab = await context.newPage()
  await tab.goto(ORIGIN)
  const [popup] = await Promise.all([
    page.waitForEvent('popup'),
    page.evaluate((url) => void window.open(url), ORIGIN),
  ])
  await popup.waitForLoadState()
  const inner = page.frame({ url: /inner/ })
  if (inner === null) throw new Error('the frame is missing')

  for (const place of [page, tab, popup, inner]) {
    await place.evaluate((message) => open_().then(() => socket.send(message)), join)
  }
  for (const client of await Promise.all([1, 2, 3, 4].map(() => chat.client())))
    await expect(client).toHaveJoined('lobby')
  await tab.evaluate(() => socket.send('{"type":"say","text":"hi"}'))

  await expect(chat).toHaveBroadcast({ type: 'said', text: 'hi' }, { group: 'lobby' })
  for (const place of [page, tab, popup, inner]) {
    expect(await logOf(place)).toEqual(['open ', '{"type":"welcome"}', said])
  }
})

test('contexts are clients of one mock', async ({ context, browser, wsMock }) => {
  const other = await browser.newContext()
  await servePages(other)
  const chat = await wsMock(CHAT, chatRules, { targets: [context, other] })
  const pages = [await context.newPage(), await other.newPage()]
  for (const page of pages) {
    await page.goto(ORIGIN)
    await page.evaluate(() => open_())
  }
  chat.broadcast('hi')
  await chat.drain()
  for (const page of pages) expect(await logOf(page)).toContain('hi')
  await other.close()
})

test('the mock chooses the subprotocol', async ({ page, wsMock }) => {
  const chat = await wsMock(CHAT, [onConnect().accept({ protocol: 'v2' }).send('hello')])
  await page.goto(ORIGIN)
  await page.evaluate(() => open_('/chat?token=1', ['v1', 'v2']))
  expect(await page.evaluate(() => socket.protocol)).toBe('v2')
  expect((await chat.client()).protocols).toEqual(['v1', 'v2'])
  await chat.drain()
  expect(await logOf(page)).toEqual(['open v2', 'hello'])
})

test('a refused handshake is an error and a close without one', async ({ page, wsMock }) => {
  const chat = await wsMock(CHAT, [onConnect().reject(401, 'who are you')])
  await page.goto(ORIGIN)
  await page.evaluate(() => void open_())
  await expect.poll(() => logOf(page)).toEqual(['error', 'close 1006 false'])
  expect(chat.transcript.entries).toMatchObject([{ kind: 'reject', status: 401 }])
})

test('cookies of the browser are in the handshake', async ({ page, context, wsMock }) => {
  await context.addCookies([{ name: 'session', value: 's1', url: ORIGIN }])
  const chat = await wsMock(CHAT)
  await page.goto(ORIGIN)
  await page.evaluate(() => open_())
  expect((await chat.client()).cookies).toEqual({ session: 's1' })
})

test('binary stays binary, both ways', async ({ page, wsMock }) => {
  const chat = await wsMock(CHAT, [on(new Uint8Array([0, 254])).reply(new Uint8Array([1, 2, 255]))])
  await page.goto(ORIGIN)
  await page.evaluate(() => open_())
  await page.evaluate(() => socket.send(new Uint8Array([0, 254])))
  const client = await chat.client()
  await expect(client).toHaveSent(new Uint8Array([0, 254]))
  await expect(client).toHaveReceived(new Uint8Array([1, 2, 255]))
  expect(await logOf(page)).toEqual(['open ', 'bytes 1,2,255'])
})

test('nothing overtakes a Blob: not what is sent behind it, nor the close', async ({ page, wsMock }) => {
  const chat = await wsMock(CHAT, [])
  await page.goto(ORIGIN)
  const states = await page.evaluate(async () => {
    await open_()
    const bytes = new Uint8Array([1, 2])
    socket.send(new Blob(['blob']))
    socket.send('text')
    socket.send(bytes)
    bytes.fill(0)
    socket.send(new Blob(['b', 'c']))
    socket.close(3005, 'done')
    const { readyState } = socket
    socket.send('too late')
    return [
      readyState,
      await new Promise((resolve) => socket.addEventListener('close', () => resolve(socket.readyState))),
    ]
  })
  expect(states).toEqual([2, 3])
  const heard = chat.transcript.entries.flatMap((entry) =>
    'direction' in entry && entry.direction === 'clientToServer'
      ? [entry.kind === 'message' ? entry.payload : [entry.kind, 'code' in entry && entry.code]]
      : [],
  )
  const bytesOf = (letters: string) => new TextEncoder().encode(letters)
  expect(heard).toEqual([bytesOf('blob'), 'text', new Uint8Array([1, 2]), bytesOf('bc'), ['close', 3005]])
})

test('what is neither text nor bytes is sent as text, and a close is checked', async ({ page, wsMock }) => {
  const chat = await wsMock(CHAT, [])
  await page.goto(ORIGIN)
  const names = await page.evaluate(async () => {
    await open_()
    for (const each of [null, { toString: () => 'object' }, new URL('https://a.test/')])
      socket.send(each as never)
    const nameOf = (act: () => void): string => {
      try {
        act()
        return 'nothing'
      } catch (error) {
        return (error as Error).name
      }
    }
    return [
      nameOf(() => socket.close(1001)),
      nameOf(() => socket.close(5000)),
      nameOf(() => socket.close(1000, 'x'.repeat(124))),
    ]
  })
  expect(names).toEqual(['InvalidAccessError', 'InvalidAccessError', 'SyntaxError'])
  for (const message of ['null', 'object', 'https://a.test/']) await expect(chat).toHaveSent(message)
})

test('nothing is lost before a close, and its code and reason arrive', async ({ page, wsMock }) => {
  const chat = await wsMock(CHAT, [on('bye').reply('one').reply('two').close(4001, 'done')])
  await page.goto(ORIGIN)
  await page.evaluate(() => open_())
  await page.evaluate(() => socket.send('bye'))
  await expect(await chat.client()).toHaveClosed({ code: 4001, reason: 'done' })
  await expect.poll(() => logOf(page)).toEqual(['open ', 'one', 'two', 'close 4001 done true'])
})

test('a page closes with a code, without one, and is cut off', async ({ page, wsMock }) => {
  const chat = await wsMock(CHAT)
  await page.goto(ORIGIN)
  const ends = [
    () => page.evaluate(() => socket.close(3001, 'enough')),
    () => page.evaluate(() => socket.close()),
    async () => chat.clients[0]?.cut(),
  ]
  for (const end of ends) {
    await page.evaluate(() => open_())
    const client = await chat.client()
    await end()
    await expect(client).toHaveClosed()
  }
  await expect
    .poll(() => logOf(page))
    .toEqual([
      'open ',
      'close 3001 enough true',
      'open ',
      'close 1005 true',
      'open ',
      'error',
      'close 1006 false',
    ])
  expect(chat.transcript.entries.filter(({ kind }) => kind === 'close')).toMatchObject([
    { code: 3001, reason: 'enough' },
    { code: 1005 },
    { code: 1006 },
  ])
})

test('a reload closes the connection and leaves its groups', async ({ page, wsMock }) => {
  const chat = await wsMock(CHAT, chatRules)
  await page.goto(ORIGIN)
  await page.evaluate((message) => open_().then(() => socket.send(message)), join)
  const client = await chat.client()
  await expect(client).toHaveJoined('lobby')
  await page.reload()
  await expect(client).toHaveClosed(1001)
  expect(chat.group('lobby').members).toEqual([])
  expect(chat.clients).toEqual([])
})

test('sockets of other URLs are none of its business', async ({ page, wsMock }) => {
  const chat = await wsMock(CHAT)
  await page.goto(ORIGIN)
  await page.evaluate(() => void open_('ws://127.0.0.1:9/'))
  await expect.poll(() => logOf(page)).toEqual(['error', 'close 1006 false'])
  expect(chat.transcript.entries).toEqual([])
})

test('a mock for a page that is there already', async ({ page, context, wsMock }) => {
  await page.goto(ORIGIN)
  const chat = await wsMock(/\/chat$/, [on('ping').reply('pong')], { targets: [page] })
  await page.evaluate(() => open_('/chat?x=1'))
  await page.evaluate(() => socket.send('ping'))
  await expect(chat).toHaveReceived('pong')
  const other = await context.newPage()
  await other.goto(ORIGIN)
  await other.evaluate(() => void open_())
  await expect.poll(() => logOf(other)).toEqual(['error', 'close 1006 false'])
})
