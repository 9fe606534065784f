import { describe, expect, it } from 'vitest'
import { anyOf } from './matchers/any-of.ts'
import { capture } from './matchers/capture.ts'
import { satisfies } from './matchers/satisfies.ts'
import { schema } from './matchers/schema.ts'
import { regex, text } from './matchers/text.ts'
import { whyUnprintable } from './printable.ts'
import type { StandardSchema } from './standard-schema.ts'

const any: StandardSchema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }
const yes = (): boolean => true

describe('whyUnprintable', () => {
  it('finds nothing against matchers made of data', () => {
    expect(
      whyUnprintable({ a: [text({ minLength: 1 }), capture('x', regex(/a/, 'a'))], b: Uint8Array.of(1) }),
    ).toBe(undefined)
  })

  it('lets functions and schemas pass under the name by which they are exported', () => {
    expect(whyUnprintable([satisfies('isYes', yes, 1), schema(any, { name: 'Any' })])).toBe(undefined)
  })

  it.each<[string, unknown, RegExp]>([
    ['a predicate', { a: { b: yes } }, /^a\.b: a function cannot be written down\. Wrap it in satisfies/],
    ['a predicate within a matcher', { a: anyOf('x', yes) }, /^a: a function/],
    ['a schema', [any], /^\[0\]: a schema cannot be written down/],
    ['a matcher of a nameless schema', schema(any), /^a schema cannot/],
    ['a name that cannot be exported', satisfies('is yes', yes, 1), /^'is yes' is not a name/],
  ])('says why %s cannot be printed, and where it is', (_, pattern, reason) => {
    expect(whyUnprintable(pattern)).toMatch(reason)
  })
})
