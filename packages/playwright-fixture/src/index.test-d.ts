// What the compiler says of the fixture and the matchers.
import { contract, type ContractWsMock, on, text, typed, type WsMock } from '@parley-ws/core'
import { mergeExpects, mergeTests, expect as plainExpect, test as plainTest } from '@playwright/test'
import { expectTypeOf } from 'expect-type'
import { expect, test, type WsMockFunction } from './index.ts'

declare const wsMock: WsMockFunction

const chatContract = contract('chat', {
  url: '/chat',
  clientToServer: { say: typed<{ text: string }>() },
  serverToClient: { said: typed<{ text: string }>() },
})

// ── accepts ────────────────────────────────────────────────────────────────────────────────────────────────────────

test('a mock', async ({ page, context, wsMock: mock }) => {
  const chat = await mock('wss://chat.example.com/rooms/*', [on({ type: 'say', text: text() }).reply('ok')])
  await mock('/chat', [], { mode: 'server', targets: [page, context], unmatched: 'error' })
  await mock(/chat/, () => [], { passThrough: true })
  await expect(chat).toHaveSent({ type: 'say' }, { times: { min: 1, max: 2 }, timeoutMs: 5 })
  await expect(await chat.client()).not.toHaveJoined('lobby')
  await expect(chat).toHaveReceivedInOrder(['a', 'b'])
  await expect(chat).toBeSilent({ forMs: 5 })
  await expect(chat).toMatchTranscript({ name: 'a.txt', volatile: ['id'] })
  await expect(page).toHaveTitle('a')
})

const merged = mergeTests(test, plainTest.extend<{ app: string }>({ app: 'an app' }))
merged('fixtures of both', ({ app, wsMock: mock }) => {
  expectTypeOf(app).toEqualTypeOf<string>()
  expectTypeOf(mock).toEqualTypeOf<WsMockFunction>()
})
const both = mergeExpects(
  expect,
  plainExpect.extend({ toBeShouted: (said: string) => ({ pass: said.endsWith('!'), message: () => said }) }),
)
both('hi!').toBeShouted()
export const matchersOfBoth = async (chat: WsMock): Promise<void> =>
  both(chat).toHaveBroadcast('x', { group: 'lobby' })

// ── infers ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function inferred(): Promise<void> {
  expectTypeOf(await wsMock('/chat')).toEqualTypeOf<WsMock>()
  const chat = await wsMock('/chat', chatContract, ({ on: when }) => [
    when('say').reply('said', { text: 'hi' }),
  ])
  expectTypeOf(chat).toEqualTypeOf<ContractWsMock<typeof chatContract>>()
  await expect(chat).toHaveSent('say', { text: 'hi' }, { times: 1 })
  await expect(chat).toHaveReceivedInOrder(['said', ['said', { text: 'hi' }]])
  expectTypeOf(expect(chat).toHaveSent('x')).toEqualTypeOf<Promise<void>>()
}

// ── rejects ────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function rejected(chat: WsMock): Promise<void> {
  // @ts-expect-error -- there is no such mode
  await wsMock('/chat', [], { mode: 'proxy' })
  // @ts-expect-error -- a place is a page or a context
  await wsMock('/chat', [], { targets: ['page'] })
  // @ts-expect-error -- the contract has no such message
  await wsMock('/chat', chatContract, ({ on: when }) => [when('shout').reply('said', { text: 'hi' })])
  // @ts-expect-error -- the option is called timeoutMs
  await expect(chat).toHaveSent({ type: 'x' }, { timeout: 5 })
  // @ts-expect-error -- a group has to be named
  await expect(chat).toHaveJoined()
  // @ts-expect-error -- an inline snapshot is Vitest's
  await expect(chat).toMatchTranscript('')
}
