// What the compiler says of players: apps and messages typed, wrong names refused.
import { expectTypeOf } from 'expect-type'
import { z } from 'zod'
import { contract } from '../../contract/contract.ts'
import { scenario } from '../../scenario/scenario.ts'
import type { ContractWsMock } from '../contract-ws-mock.ts'
import type { WsMock } from '../ws-mock.ts'
import { player, type Player } from './player.ts'

const chatContract = contract('chat', {
  url: '/rooms',
  clientToServer: { subscribe: z.object({ room: z.string() }), say: z.object({ text: z.string() }) },
  serverToClient: { said: z.object({ text: z.string() }) },
})
interface App {
  say(text: string): void
}
declare const app: App
declare const chat: ContractWsMock<typeof chatContract>
declare const plain: WsMock

const talk = scenario('a talk', {
  contract: chatContract,
  clients: ['alice', 'bob'],
  steps: ({ alice }) => [alice.send('say', { text: 'hi' })],
})
const rawTalk = scenario('a raw talk', { clients: ['alice'], steps: ({ alice }) => [alice.send('hi')] })

// ── accepts ────────────────────────────────────────────────────────────────────────────────────────────────────────

const theApp = player(chatContract, {
  start: async () => await Promise.resolve(app),
  send: {
    say(chatApp, message) {
      expectTypeOf(chatApp).toEqualTypeOf<App>()
      expectTypeOf(message.text).toEqualTypeOf<string>()
      chatApp.say(message.text)
    },
    subscribe: 'byItself',
  },
  close: (chatApp, { code }) => chatApp.say(String(code)),
  ignore: ['subscribe'],
})
const raw = player({
  start: () => app,
  send: (chatApp, message: { text: string }) => chatApp.say(message.text),
})
player({ start: () => app, send: 'byItself' })

export async function accepted(): Promise<void> {
  await chat.play(talk, { alice: theApp })
  await plain.play(talk, { alice: theApp, bob: theApp }, { url: 'ws://a.test/', patienceMs: 5 })
  await plain.play(rawTalk, { alice: raw })
  const { apps } = await chat.play(
    talk,
    { alice: theApp },
    {
      checkpoints: {
        'shows hi'({ alice }) {
          expectTypeOf(alice).toEqualTypeOf<App>()
        },
      },
    },
  )
  expectTypeOf(apps.alice).toEqualTypeOf<App | undefined>()
}

// ── infers ─────────────────────────────────────────────────────────────────────────────────────────────────────────

expectTypeOf(theApp).toEqualTypeOf<Player<typeof chatContract, App>>()
expectTypeOf(raw).toEqualTypeOf<Player<undefined, App>>()

// ── rejects ────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function rejected(): Promise<void> {
  // @ts-expect-error -- the scenario has no such client
  await chat.play(talk, { alyce: theApp })
  // @ts-expect-error -- the scenario has no such client, and one that it has
  await chat.play(talk, { alice: theApp, carol: theApp })
  // @ts-expect-error -- a player without a contract in a scenario with one
  await chat.play(talk, { alice: raw })
  // @ts-expect-error -- a player with a contract in a scenario without one
  await plain.play(rawTalk, { alice: theApp })
  // @ts-expect-error -- an app is not a player
  await chat.play(talk, { alice: app })
  // @ts-expect-error -- bob is no app, so a checkpoint does not get it
  await chat.play(talk, { alice: theApp }, { checkpoints: { end: ({ bob }) => bob } })
}

// @ts-expect-error -- clients send no such message
player(chatContract, { start: () => app, send: { said: () => {} } })
// @ts-expect-error -- the message has no such field
player(chatContract, { start: () => app, send: { say: (_, message) => message.txt } })
// @ts-expect-error -- the app has no such method
player(chatContract, { start: () => app, send: { say: (chatApp) => chatApp.shout() } })
// @ts-expect-error -- an app has to be started
player(chatContract, { send: {} })
// @ts-expect-error -- there is no such way to be made to
player(chatContract, { start: () => app, close: 'itself' })
