import { expectTypeOf } from 'expect-type'
import { z } from 'zod'
import { contract } from '../contract/contract.ts'
import { scenario } from '../scenario/scenario.ts'
import { simulate } from './simulate.ts'
import { verify } from './verify.ts'
import { verifyAll } from './verify-all.ts'

const chat = contract('chat', {
  url: '/rooms',
  clientToServer: { subscribe: z.object({ room: z.string() }) },
  serverToClient: {
    subscribed: z.object({ room: z.string() }),
    said: z.object({ type: z.literal('SAID'), text: z.string() }),
  },
  groups: { room: { join: { by: 'subscribe', ack: 'subscribed', key: 'room' } } },
})
const talk = scenario('a talk', { contract: chat, clients: ['alice', 'bob'], steps: () => [] })
const plain = scenario('plain', { clients: ['alice'], steps: () => [] })
const enveloped = contract('enveloped', {
  url: '/',
  discriminator: { field: 'event', payload: 'data' },
  clientToServer: {},
  serverToClient: { said: z.object({ text: z.string() }) },
})

const url = 'ws://127.0.0.1:1'

// ── accepts ────────────────────────────────────────────────────────────────────────────────────────────────────────
declare const perhaps: { readonly number?: number; readonly text?: string }
await simulate(talk, { seed: perhaps.number, orders: perhaps.number, order: perhaps.text, url: perhaps.text })
await verify(talk, { url, seed: perhaps.number, patienceMs: perhaps.number })
await verify(talk, {
  url: (client) => `${url}/${client}`,
  headers: async (client, { token }) => ({ authorization: `${client} ${String(token)}` }),
  states: {
    'the room exists': async ({ room }: { room: string }) => ({ values: { room }, teardown: () => {} }),
  },
})
await verify(plain, { url: new URL(url), probe: async () => {} })
await verifyAll([talk, talk], { url, trigger: { close: (to) => to satisfies 'alice' | 'bob' | undefined } })
await verifyAll([talk, plain], { url })
await verifyAll('./scenarios', ({ title }) => ({ url: `${url}/${title}` }))

// ── infers ─────────────────────────────────────────────────────────────────────────────────────────────────────────
await verify(talk, {
  url,
  trigger: {
    broadcast({ group, except }, message) {
      expectTypeOf(group).toEqualTypeOf<readonly [kind: 'room', key: string] | undefined>()
      expectTypeOf(except).toEqualTypeOf<'alice' | 'bob' | undefined>()
      expectTypeOf(message.type).toEqualTypeOf<'subscribed' | 'SAID'>()
      if (message.type === 'SAID') expectTypeOf(message.text).toEqualTypeOf<string>()
      else expectTypeOf(message.room).toEqualTypeOf<string>()
    },
    send: (to) => expectTypeOf(to).toEqualTypeOf<'alice' | 'bob'>(),
  },
})
await verify(plain, {
  url,
  trigger: {
    broadcast({ group }, message) {
      expectTypeOf(group).toEqualTypeOf<string | undefined>()
      expectTypeOf(message).toEqualTypeOf<unknown>()
    },
  },
})
await verify(scenario('e', { contract: enveloped, clients: ['a'], steps: () => [] }), {
  url,
  trigger: {
    broadcast(_to, message) {
      expectTypeOf(message).toExtend<{ readonly event: 'said'; readonly data: { text: string } }>()
    },
  },
})

// ── rejects ────────────────────────────────────────────────────────────────────────────────────────────────────────
// @ts-expect-error a server has to be somewhere
await verify(talk, {})
// @ts-expect-error no such client
await verify(talk, { url: (client) => (client === 'eve' ? url : url) })
// @ts-expect-error no such trigger
await verify(talk, { url, trigger: { brodcast: () => {} } })
// @ts-expect-error the contract has no such message
await verify(talk, { url, trigger: { send: (_to, message) => message.type === 'sayd' } })
