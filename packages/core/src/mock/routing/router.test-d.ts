import { expectTypeOf } from 'expect-type'
import { text } from '../../match/matchers/text.ts'
import { integer } from '../../match/matchers/number.ts'
import type { MockClient } from '../client.ts'
import { on, type Rule } from '../rule.ts'
import { opEnvelope } from './envelope.ts'
import { phoenixRouter } from './phoenix.ts'
import { opRouter, typeRouter } from './ready.ts'
import { answer, route } from './router.ts'

// accepts
expectTypeOf(opRouter({ ping: () => 'pong' })).toEqualTypeOf<readonly Rule[]>()
expectTypeOf(opRouter({}, { unknown: async ({ name }) => name })).toEqualTypeOf<readonly Rule[]>()

// infers
opRouter({
  get: ({ data, name, client, reply }) => {
    expectTypeOf(data).toBeUnknown()
    expectTypeOf(name).toBeString()
    expectTypeOf(client).toEqualTypeOf<MockClient>()
    expectTypeOf(reply).returns.toBeVoid()
  },
  say: route({ text: text(), times: integer() }, ({ data }) => {
    expectTypeOf(data.text).toBeString()
    expectTypeOf(data.times).toBeNumber()
    expectTypeOf(data.other).toBeUnknown()
  }),
})
typeRouter({ subscribe: route({ room: text() }, ({ data, join }) => join(data.room)) })
phoenixRouter({
  'room:*': {
    say: ({ topic, joinRef }) => {
      expectTypeOf(topic).toBeString()
      expectTypeOf(joinRef).toEqualTypeOf<string | null>()
    },
    move: route({ x: integer() }, ({ data, topic }) => {
      expectTypeOf(data.x).toBeNumber()
      expectTypeOf(topic).toBeString()
    }),
  },
})
on({ op: 'get', payload: text() }).reply(
  answer(opEnvelope, ({ message }) => {
    expectTypeOf(message.payload).toBeString()
    return message.payload
  }),
)

// rejects
// @ts-expect-error a route is a function, not the reply itself
opRouter({ ping: 'pong' })
// @ts-expect-error the name of a reply is an option: { as: 'pong' }
opRouter({ ping: ({ reply }) => reply('x', 'pong') })
// @ts-expect-error only messages of channels have a topic
opRouter({ ping: ({ topic }) => topic })
