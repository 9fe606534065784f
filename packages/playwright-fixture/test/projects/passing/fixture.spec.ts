import { contract, each, exactlyOnce, on, player, scenario, typed } from '@parley-ws/core'
import { expect as parleyExpect, test as parleyTest } from '@parley-ws/playwright-fixture'
import { expect as base, mergeExpects, mergeTests, type Page, test as plainTest } from '@playwright/test'
import { CHAT, ORIGIN, servePages } from '../pages.ts'

// As a team does that has fixtures and matchers of its own.
const appTest = plainTest.extend<{ app: Page }>({
  app: async ({ page, context }, use) => {
    await servePages(context)
    await page.goto(ORIGIN)
    await use(page)
  },
})
const test = mergeTests(parleyTest, appTest)
const expect = mergeExpects(
  parleyExpect,
  base.extend({
    toBeShouted: (received: string) => ({
      pass: received.endsWith('!'),
      message: () => `${received} is not shouted`,
    }),
  }),
)

const chatContract = contract('chat', {
  url: '/chat',
  clientToServer: {
    subscribe: typed<{ room: string }>(),
    unsubscribe: typed<{ room: string }>(),
    say: typed<{ room: string; id: string; text: string }>(),
  },
  serverToClient: {
    subscribed: typed<{ room: string }>(),
    unsubscribed: typed<{ room: string }>(),
    said: typed<{ room: string; id: string; text: string }>(),
  },
  groups: {
    room: {
      join: { by: 'subscribe', ack: 'subscribed', key: 'room' },
      leave: { by: 'unsubscribe', ack: 'unsubscribed', key: 'room' },
      broadcast: { by: 'say', delivers: 'said', key: 'room', id: 'id' },
      guarantees: [exactlyOnce()],
    },
  },
})

test('merged with a team’s own fixtures and matchers', async ({ app, wsMock }) => {
  const chat = await wsMock(CHAT, [on('ping').reply('pong!')])
  await app.evaluate(() => open_().then(() => socket.send('ping')))
  await expect(chat).toHaveReceived(/pong/)
  expect('pong!').toBeShouted()
  await expect(app).toHaveURL(/app/)
})

test('a scenario is played with a page', async ({ app, wsMock }) => {
  const chat = await wsMock(CHAT, chatContract)
  const fanOut = scenario('a message reaches every member', {
    contract: chatContract,
    clients: ['alice', 'bob'],
    steps: ({ alice, bob }) => [
      alice.joinGroup('room', 'lobby'),
      bob.joinGroup('room', 'lobby'),
      bob.send('say', { room: 'lobby', id: '1', text: 'hi' }),
      each(alice, bob).expect('said', { text: 'hi' }),
      alice.send('say', { room: 'lobby', id: '2', text: 'hello' }),
      each(alice, bob).expect('said', { text: 'hello' }),
    ],
  })
  const say = (page: Page, message: unknown): Promise<void> =>
    page.evaluate((text) => socket.send(text), JSON.stringify(message))
  const alice = player(chatContract, {
    start: async () => {
      await app.evaluate(() => open_())
      return app
    },
    send: {
      subscribe: (page, message) => say(page, { type: 'subscribe', ...message }),
      say: (page, message) => say(page, { type: 'say', ...message }),
    },
  })
  await chat.play(fanOut, { alice }, { patienceMs: 10_000 })
  expect(await app.evaluate(() => log.filter((line) => line.includes('"said"')).length)).toBe(2)
})

test('the transcript is a snapshot beside Playwright’s own', async ({ app, wsMock }) => {
  const chat = await wsMock(CHAT, [on({ type: 'ping' }).reply({ type: 'pong' })])
  await app.evaluate(() => open_().then(() => socket.send('{"type":"ping"}')))
  await expect(chat).toHaveReceived({ type: 'pong' })
  await expect(chat).toMatchTranscript({ name: 'ping.txt' })
})

test('rules of a contract mock speak its words', async ({ app, wsMock }) => {
  const chat = await wsMock(CHAT, chatContract, ({ on: when }) => [
    when('subscribe').reply('subscribed', { room: 'attic' }),
  ])
  await app.evaluate(() => open_().then(() => socket.send('{"type":"subscribe","room":"lobby"}')))
  await expect(chat).toHaveReceived({ type: 'subscribed', room: 'attic' })
})
