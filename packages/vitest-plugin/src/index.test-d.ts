// What the compiler says of the plugin: vision.md's first test without a cast, and wrong uses refused.
import {
  contract,
  exactlyOnce,
  type MockClient,
  noGaps,
  on,
  onConnect,
  redis,
  type Rule,
  text,
  typed,
  type WsMock,
} from '@parley-ws/core'
import { expectTypeOf } from 'expect-type'
import { expect, test as base } from 'vitest'
import { parley } from './config.ts'
import { recordCoverage, setupWsMock, wsMockFixture, type WsMatchers } from './index.ts'

// ── accepts ────────────────────────────────────────────────────────────────────────────────────────────────────────

const chatMock = setupWsMock('wss://chat.example.com/rooms/:room', [
  onConnect().send({ type: 'welcome' }),
  on({ type: 'subscribe', room: text() })
    .join(({ message }) => message.room)
    .reply({ type: 'subscribed' }),
  on({ type: 'say', text: text() }).broadcast(({ message }) => ({ type: 'said', text: message.text }), {
    group: 'lobby',
  }),
])
expectTypeOf(chatMock).toEqualTypeOf<WsMock>()

setupWsMock(/^wss:\/\/chat\./)
setupWsMock('ws://a.test/', () => [on('ping').reply('pong')], {
  unmatched: 'error',
  unhandled: 'bypass',
  scope: 'file',
  seed: 2,
})

export async function accepted(client: MockClient): Promise<void> {
  await expect(client).toHaveSent({ type: 'subscribe', room: 'lobby' })
  await expect(client).toHaveSent({ room: text() }, { times: { min: 1, max: 2 }, timeoutMs: 5 })
  await expect(chatMock).toHaveReceived(/hi/, { after: chatMock.transcript.entries[0], times: 1 })
  await expect(chatMock).toHaveReceivedInOrder([{ n: 1 }, { n: 2 }])
  await expect(chatMock).toHaveBroadcast(undefined, { group: 'lobby' })
  await expect(client).not.toHaveJoined('lobby')
  await expect(client).toHaveClosed(1000)
  await expect(client).toHaveClosed({ code: 1000, reason: /bye/, clean: true })
  await expect(client).toBeSilent({ forMs: 5 })
  await expect(chatMock).toUphold(exactlyOnce())
  await expect(client).toUphold([exactlyOnce(), noGaps('seq')], { allowUnknown: true })
  await expect(chatMock.transcript).not.toUphold(redis)
  await expect(chatMock).toUphold()
  await expect(chatMock).toMatchTranscript()
  await expect(chatMock).toMatchTranscript('', { volatile: ['id'] })
  await expect(chatMock).toMatchTranscript({ file: './a.txt', name: 'a', heartbeats: true })
}

// ── infers ─────────────────────────────────────────────────────────────────────────────────────────────────────────

expectTypeOf(chatMock.client()).resolves.toEqualTypeOf<MockClient>()
expectTypeOf<WsMatchers['toHaveSent']>().returns.toEqualTypeOf<Promise<void>>()

const test = base.extend<{ chat: WsMock }>({
  chat: wsMockFixture('ws://a.test/', [on('ping').reply('pong')]),
})
test('the fixture is a mock', ({ chat }) => {
  expectTypeOf(chat).toEqualTypeOf<WsMock>()
})

// ── rejects ────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function rejected(client: MockClient): Promise<void> {
  // @ts-expect-error -- a promise is made by its function
  await expect(client).toUphold('exactlyOnce')
  // @ts-expect-error -- times is a number or a range
  await expect(client).toHaveSent('x', { times: 'twice' })
  // @ts-expect-error -- the option is called timeoutMs
  await expect(client).toHaveSent('x', { timeout: 5 })
  // @ts-expect-error -- an order has no count
  await expect(client).toHaveReceivedInOrder(['a'], { times: 1 })
  // @ts-expect-error -- an order needs a list
  await expect(client).toHaveReceivedInOrder('a')
  // @ts-expect-error -- a group has to be named
  await expect(client).toHaveJoined()
  // @ts-expect-error -- a reason alone is { reason }
  await expect(client).toHaveClosed('bye')
  // @ts-expect-error -- a count has no group
  await expect(client).toHaveSent('x', { group: 'lobby' })
  // @ts-expect-error -- an inline snapshot has no file
  await expect(chatMock).toMatchTranscript('', { file: './a.txt' })
  // @ts-expect-error -- a client that is not awaited speaks to nobody
  chatMock.client().send('x')
}

// @ts-expect-error -- there is no such policy
setupWsMock('ws://a.test/', [], { unmatched: 'throw' })
// @ts-expect-error -- there is no such scope
setupWsMock('ws://a.test/', [], { scope: 'suite' })
// @ts-expect-error -- a fixture lives as long as its test
wsMockFixture('ws://a.test/', [], { scope: 'file' })
// @ts-expect-error -- a rule without an action does nothing
setupWsMock('ws://a.test/', [on('x')])
// @ts-expect-error -- a rule is not a list of rules
setupWsMock('ws://a.test/', on('x').reply('y') satisfies Rule)

// ── coverage ───────────────────────────────────────────────────────────────────────────────────────────────────────

const chatContract = contract('chat', {
  url: '/rooms',
  clientToServer: { say: typed<{ text: string }>() },
  serverToClient: { said: typed<{ text: string }>() },
})
parley({ coverage: true })
parley({
  coverage: { contracts: [chatContract], thresholds: { messages: 100, closeCodes: 50 }, json: 'a.json' },
})
expectTypeOf(recordCoverage(chatContract, chatMock.transcript)).toEqualTypeOf<void>()
// @ts-expect-error -- the part is called messages
parley({ coverage: { thresholds: { message: 100 } } })
// @ts-expect-error -- a contract, not its name
parley({ coverage: { contracts: ['chat'] } })
// @ts-expect-error -- a transcript, not its entries
recordCoverage(chatContract, chatMock.transcript.entries)
