import { expectTypeOf } from 'expect-type'
import { z } from 'zod'
import * as v from 'valibot'
import {
  contract,
  type UpMessage,
  type DownMessage,
  type UpOutput,
  type AnyContract,
  type GroupKind,
} from './contract.ts'
import { exactlyOnce } from './promise.ts'

const chat = contract('chat', {
  url: '/rooms',
  groups: {
    room: {
      join: { by: 'subscribe', ack: 'subscribed', key: 'room' },
      broadcast: { by: 'say', delivers: 'said', key: 'room', id: 'id' },
      guarantees: [exactlyOnce()],
    },
  },
  clientToServer: {
    subscribe: z.object({ type: z.literal('subscribe'), room: z.string() }),
    say: v.object({ room: v.string(), id: v.string(), text: v.string() }),
    typed: z.object({ at: z.string().transform(Number) }),
  },
  serverToClient: {
    subscribed: z.object({ room: z.string() }),
    said: z.object({ room: z.string(), id: z.string(), text: z.string() }),
  },
})
expectTypeOf<UpMessage<typeof chat, 'say'>>().toEqualTypeOf<{ room: string; id: string; text: string }>()
expectTypeOf<UpMessage<typeof chat, 'subscribe'>['room']>().toEqualTypeOf<string>()
expectTypeOf<{ room: string }>().toExtend<UpMessage<typeof chat, 'subscribe'>>()
expectTypeOf<UpOutput<typeof chat, 'typed'>>().toEqualTypeOf<{ at: number }>()
expectTypeOf<DownMessage<typeof chat, 'said'>['text']>().toEqualTypeOf<string>()
expectTypeOf<GroupKind<typeof chat>>().toEqualTypeOf<'room'>()
expectTypeOf(chat).toExtend<AnyContract>()
contract('x', {
  url: '/',
  clientToServer: { a: z.object({ k: z.string() }) },
  serverToClient: { b: z.object({ k: z.string() }) },
  groups: {
    room: {
      // @ts-expect-error the key is no field
      join: { by: 'a', ack: 'b', key: 'nope' },
    },
  },
})
contract('x', {
  url: '/',
  clientToServer: { a: z.object({ k: z.string() }) },
  serverToClient: { b: z.object({ k: z.string() }) },
  groups: {
    room: {
      broadcast: {
        by: 'a',
        delivers: 'b',
        key: 'k',
        deliver: (m) => {
          expectTypeOf(m).toEqualTypeOf<{ k: string }>()
          return { k: m.k }
        },
      },
    },
  },
})
contract('x', {
  url: '/',
  clientToServer: { a: z.object({ k: z.string() }) },
  serverToClient: { b: z.object({ k: z.string() }) },
  groups: {
    room: {
      // @ts-expect-error no such message
      join: { by: 'aa', key: 'k' },
    },
  },
})
