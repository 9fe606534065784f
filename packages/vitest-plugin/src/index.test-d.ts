// What the compiler says of the plugin: vision.md's first test without a cast, and wrong uses refused.
import {
  contract,
  type ContractClient,
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

const roomContract = contract('chat', {
  url: '/rooms',
  clientToServer: { subscribe: typed<{ room: string }>(), say: typed<{ text: string }>() },
  serverToClient: { subscribed: typed<{ room: string }>(), said: typed<{ text: string; at?: number }>() },
  groups: { room: { join: { by: 'subscribe', ack: 'subscribed', key: 'room' } } },
})
const contractMock = setupWsMock('ws://a.test/rooms', roomContract)

export async function acceptedInWords(client: ContractClient<typeof roomContract>): Promise<void> {
  await expect(client).toHaveSent('say', { text: /hi/ }, { times: 1 })
  await expect(contractMock).toHaveSent('subscribe')
  await expect(contractMock).toHaveSent({ type: 'say' }, { timeoutMs: 5 })
  await expect(contractMock).toHaveSent()
  await expect(client).toHaveReceived('said', { at: 5 })
  await expect(client).not.toHaveReceivedInOrder([['said', { text: text() }], 'subscribed', { type: 'said' }])
  await expect(contractMock).toHaveBroadcast('said', {}, { group: ['room', 'lobby'] })
  await expect(contractMock).toHaveBroadcast({ type: 'said' }, { group: 'room/lobby', times: 2 })
  await expect(client).toHaveJoined('room', 'lobby', { timeoutMs: 5 })
  await expect(client).toHaveJoined(['room', 'lobby'])
  await expect(client).toHaveJoined('room/lobby')
  client.send('said', { text: 'hi' })
  contractMock.send('said', { text: 'hi' }, { to: client })
  contractMock.broadcast('said', { text: 'hi' }, { except: client, group: ['room', 'lobby'] })
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

expectTypeOf(contractMock.client()).resolves.toEqualTypeOf<ContractClient<typeof roomContract>>()
expectTypeOf(contractMock.clients).toEqualTypeOf<readonly ContractClient<typeof roomContract>[]>()

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

export async function rejectedInWords(client: ContractClient<typeof roomContract>): Promise<void> {
  // @ts-expect-error -- clients send no such message
  await expect(client).toHaveSent('sey')
  // @ts-expect-error -- the server says that, and no client
  await expect(contractMock).toHaveSent('said')
  // @ts-expect-error -- the message has no such field
  await expect(client).toHaveSent('say', { txt: 'hi' })
  // @ts-expect-error -- its field is a text
  await expect(client).toHaveReceived('said', { text: 5 })
  // @ts-expect-error -- the server says no such message
  await expect(client).toHaveReceivedInOrder(['sad'])
  // @ts-expect-error -- there is no such kind of group
  await expect(client).toHaveJoined('rooms', 'lobby')
  // @ts-expect-error -- there is no such kind of group
  await expect(contractMock).toHaveBroadcast('said', {}, { group: ['rooms', 'lobby'] })
  // @ts-expect-error -- the server says no such message
  client.send('sad', { text: 'hi' })
  // @ts-expect-error -- a message goes by its name
  client.send({ type: 'said', text: 'hi' })
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
