// What the compiler knows of patterns: what it accepts, infers and rejects.
import { expectTypeOf } from 'expect-type'
import { exampleOf } from './example.ts'
import { anyOf } from './matchers/any-of.ts'
import { arrayOf } from './matchers/array-of.ts'
import { boolean } from './matchers/boolean.ts'
import { bytes } from './matchers/bytes.ts'
import { capture, ref } from './matchers/capture.ts'
import { exactly } from './matchers/exactly.ts'
import { uuid } from './matchers/format.ts'
import { integer } from './matchers/number.ts'
import { absent, anything } from './matchers/presence.ts'
import { satisfies } from './matchers/satisfies.ts'
import { schema } from './matchers/schema.ts'
import { increasing, unique } from './matchers/sequence.ts'
import { text } from './matchers/text.ts'
import { asPattern, type PatternFor } from './pattern-for.ts'
import type { MessageOf, Pattern } from './pattern.ts'
import type { StandardSchema } from './standard-schema.ts'

declare function on<const P extends Pattern>(pattern: P): MessageOf<P>
declare const coerced: StandardSchema<string, number>
declare const isText: (value: unknown) => value is string
declare function expectSaid(pattern: PatternFor<Said>): void

interface Said {
  readonly type: 'said'
  readonly text: string
  readonly level: 'info' | 'warn'
  readonly count: number
  readonly tags: readonly string[]
  readonly by: { readonly id: number; readonly admin: boolean }
  readonly edited?: string
  readonly extra: unknown
}

// accepts
on('ping')
on(Uint8Array.of(1))
on({ a: [1, null, { b: /x/ }], c: (value) => value === 1 })
on([[text()], { a: [] }])
expectSaid({})
expectSaid({ text: 'hi', by: { id: integer() }, level: 'info', tags: ['a', text()] })
expectSaid({ text: /hi/, count: (value) => value > 1, by: (by) => by.admin })
expectSaid({ text: anything(), count: capture('count'), by: { id: ref('id') }, level: anyOf('info', 'warn') })
expectSaid({ edited: absent(), tags: arrayOf(text()), count: increasing(), text: unique() })
expectSaid({ edited: anyOf(absent(), text()), extra: { anything: [/x/] } })
expectSaid((said) => said.text.length > 1)
asPattern<Said>({ count: (value) => value > 1 })

// infers
expectTypeOf(on({ type: 'subscribe', room: text() })).toEqualTypeOf<{
  readonly type: 'subscribe'
  readonly room: string
  readonly [other: string]: unknown
}>()
expectTypeOf(on({ type: 'x' })['somethingElse']).toEqualTypeOf<unknown>()
expectTypeOf(on({ a: { b: integer() } }).a.b).toEqualTypeOf<number>()
expectTypeOf(on(5)).toEqualTypeOf<5>()
expectTypeOf(on(/x/)).toEqualTypeOf<string>()
expectTypeOf(on(null)).toEqualTypeOf<null>()
expectTypeOf(on(['event', text(), { id: uuid() }])[1]).toEqualTypeOf<string>()
expectTypeOf(on(['event', integer()])).toEqualTypeOf<readonly ['event', number]>()
expectTypeOf(on(Uint8Array.of(1))).toEqualTypeOf<Uint8Array<ArrayBuffer>>()
expectTypeOf(on(bytes())).toEqualTypeOf<Uint8Array<ArrayBuffer>>()
expectTypeOf(on(isText)).toEqualTypeOf<string>()
expectTypeOf(on((value) => Number(value) > 1)).toEqualTypeOf<unknown>()
expectTypeOf(on(coerced)).toEqualTypeOf<number>()
expectTypeOf(on(schema(coerced))).toEqualTypeOf<string>()
expectTypeOf(on({ a: anything() }).a).toEqualTypeOf<unknown>()
expectTypeOf(on({ a: capture('a') }).a).toEqualTypeOf<unknown>()
expectTypeOf(on({ a: capture('a', uuid()) }).a).toEqualTypeOf<string>()
expectTypeOf(on({ a: absent() }).a).toEqualTypeOf<undefined>()
expectTypeOf(on(anyOf('a', integer()))).toEqualTypeOf<'a' | number>()
expectTypeOf(on(anyOf({ type: 'a', n: integer() }, { type: 'b' })).type).toEqualTypeOf<'a' | 'b'>()
expectTypeOf(on(arrayOf({ id: integer() }))[0]!.id).toEqualTypeOf<number>()
expectTypeOf(on(exactly({ a: 1 }))).toEqualTypeOf<{ readonly a: 1 }>()
expectTypeOf(on(boolean())).toEqualTypeOf<boolean>()
expectTypeOf(on(satisfies('isText', isText, 'a'))).toEqualTypeOf<string>()
expectTypeOf(on(satisfies('isEven', (value: number) => value % 2 === 0, 2))).toEqualTypeOf<number>()
expectTypeOf(on(unique('ids', 'integer'))).toEqualTypeOf<number>()
expectTypeOf(exampleOf({ type: 'a', n: integer() }).n).toEqualTypeOf<number>()
expectTypeOf<MessageOf<Pattern>>().toEqualTypeOf<unknown>()

// rejects
// @ts-expect-error undefined is no pattern: absent() says that a field must not be there
on({ a: undefined })
// @ts-expect-error an instance of a class is no pattern
on({ at: new Date(0) })
// @ts-expect-error a predicate is asked about any value, so it cannot demand a string
on({ a: (value: string) => value.length > 1 })
// @ts-expect-error a predicate answers yes or no
on({ a: String })
// @ts-expect-error the example of a schema is what it takes, not what it gives
schema(coerced, { example: 1 })
// @ts-expect-error alternatives need at least one
anyOf()
// @ts-expect-error 'lobbi' is none of the values of level
expectSaid({ level: 'lobbi' })
// @ts-expect-error there is no such field
expectSaid({ txt: 'hi' })
// @ts-expect-error a matcher of texts does not stand for a number
expectSaid({ count: text() })
// @ts-expect-error a RegExp tests texts only
expectSaid({ count: /1/ })
// @ts-expect-error only an optional field can be absent
expectSaid({ text: absent() })
// @ts-expect-error ids are numbers here: unique(scope, 'integer')
expectSaid({ by: { id: unique() } })
