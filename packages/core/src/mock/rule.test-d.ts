// How the pattern of a rule types its message, and which rules the compiler refuses.
import { expectTypeOf } from 'expect-type'
import { integer } from '../match/matchers/number.ts'
import { text } from '../match/matchers/text.ts'
import type { MockClient } from './client.ts'
import { inTurn } from './replies.ts'
import { type CloseRule, type MessageRule, on, onClose, onConnect, onPing, type Rule } from './rule.ts'

// ── accepts ────────────────────────────────────────────────────────────────────────────────────────────────────────

export const rules: readonly Rule[] = [
  onConnect({ query: { token: text() } })
    .accept({ protocol: 'v1' })
    .send('welcome')
    .join('all'),
  onConnect().reject(401),
  on('!').reply('!'),
  on(/^ping/).drop(),
  on({ type: 'say' }).delay(5).broadcast('x', { except: 'sender' }).close(1000, 'bye'),
  onPing().pong(),
  onClose().broadcast(({ code, groups }) => ({ code, groups })),
]

// ── infers ─────────────────────────────────────────────────────────────────────────────────────────────────────────

on({ type: 'join', room: text(), n: integer() }).run(({ message, client, reply, delay }) => {
  expectTypeOf(message.type).toEqualTypeOf<'join'>()
  expectTypeOf(message.room).toEqualTypeOf<string>()
  expectTypeOf(message.n).toEqualTypeOf<number>()
  expectTypeOf(client).toEqualTypeOf<MockClient>()
  expectTypeOf(reply).returns.toEqualTypeOf<void>()
  expectTypeOf(delay).returns.toEqualTypeOf<Promise<void>>()
})
on(/x/).run(({ message }) => expectTypeOf(message).toEqualTypeOf<string>())
onConnect().run(({ message }) => expectTypeOf(message).toEqualTypeOf<undefined>())
onClose().run(({ code, groups }) => {
  expectTypeOf(code).toEqualTypeOf<number>()
  expectTypeOf(groups).toEqualTypeOf<readonly string[]>()
})
on(
  { room: text() },
  { holds: ({ message, messageNumber }) => message.room !== '' && messageNumber > 1 },
).drop()
onConnect().broadcastStream(
  (n) => (client) => ({ n: expectTypeOf(n).toEqualTypeOf<number>(), to: client.name }),
  {
    everyMs: 10,
  },
)
on('next').reply(inTurn(['a', { b: 1 }]))
// The message keeps its type along the chain.
on({ room: text() })
  .reply('x')
  .join(({ message }) => message.room)
expectTypeOf(on({ room: text() }).reply('x')).toMatchTypeOf<MessageRule<{ readonly room: string }>>()
expectTypeOf(onClose().delay(1)).toEqualTypeOf<CloseRule>()
// What the pattern does not name is there, and unknown.
on({ type: 'say' }).run(({ message }) => expectTypeOf(message['other']).toEqualTypeOf<unknown>())

// ── rejects ────────────────────────────────────────────────────────────────────────────────────────────────────────

// @ts-expect-error -- a number is no group
on({ n: integer() }).join(({ message }) => message.n)
// @ts-expect-error -- circumstances know the handshake's fields alone
on('x', { role: 'admin' }).drop()
// @ts-expect-error -- a shared stream is nobody's: its function has no context
onConnect().broadcastStream((n, { client }) => client.name, { everyMs: 1 })
// @ts-expect-error -- a group has to be named
on('x').join()
// @ts-expect-error -- nothing can follow a close
on('x').close().reply('y')
// @ts-expect-error -- nothing can follow a refusal
onConnect().reject(401).send('x')
// @ts-expect-error -- the connection is gone: there is nobody to answer
onClose().reply('x')
// @ts-expect-error -- a connection is accepted where it begins
on('x').accept()
// @ts-expect-error -- a delay is a number of ms
on('x').delay('5')
// @ts-expect-error -- only the sender can be left out
on('x').broadcast('y', { except: 'others' })
// @ts-expect-error -- the field is called query
onConnect({ queries: { token: 'x' } })
// @ts-expect-error -- a stream needs an interval
on('x').stream(['a'], {})
// @ts-expect-error -- a rule without an action is no rule yet
export const unfinished: Rule = on('x')
