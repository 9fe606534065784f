import { describe, expect, it } from 'vitest'
import { exampleOf } from '../example.ts'
import { matches, matchPattern } from '../match.ts'
import type { SchemaIssue, StandardSchema } from '../standard-schema.ts'
import { schema } from './schema.ts'

function schemaOf(issuesOf: (value: unknown) => SchemaIssue[]): StandardSchema {
  const validate: StandardSchema['~standard']['validate'] = (value) => {
    const issues = issuesOf(value)
    return issues.length === 0 ? { value } : { issues }
  }
  return { '~standard': { version: 1, vendor: 'test', validate } }
}

const aNumber = schemaOf((value) => (typeof value === 'number' ? [] : [{ message: 'Not a number' }]))

describe('schema', () => {
  it('matches what the schema accepts', () => {
    expect([1, '1'].map((value) => matches(schema(aNumber), value))).toEqual([true, false])
  })

  it("gives the schema's words, at the schema's path, under the given name", () => {
    const nested = schemaOf(() => [{ message: 'Too long', path: ['a', { key: 0 }] }])
    expect(matchPattern({ m: schema(nested, { name: 'Nested' }) }, { m: { a: ['long'] } })).toEqual({
      matched: false,
      mismatches: [{ path: ['m', 'a', 0], expected: 'Nested', actual: 'long', hint: 'Too long' }],
    })
  })

  it('takes a schema that is a function', () => {
    const callable = Object.assign(() => false, aNumber)
    expect([matches(schema(callable), 1), matches(callable, 1)]).toEqual([true, true])
  })

  it('refuses to wait for an asynchronous schema', () => {
    const later: StandardSchema = {
      '~standard': { version: 1, vendor: 'test', validate: () => Promise.reject(new Error('never seen')) },
    }
    expect(() => matches(schema(later), 1)).toThrow(/a schema of test: it validates asynchronously/)
  })

  it('gives its example, or says that it was given none', () => {
    expect(exampleOf(schema(aNumber, { example: 5 }))).toBe(5)
    expect(() => exampleOf(schema(aNumber))).toThrow(/was given no example/)
  })

  it('refuses an example that the schema does not accept', () => {
    expect(() => schema(aNumber, { name: 'Count', example: 'x' })).toThrow(
      /Count: its example 'x' does not match it: expected Count, got 'x' \(Not a number\)/,
    )
  })

  it('refuses what is no schema', () => {
    expect(() => schema({} as StandardSchema)).toThrow(/no Standard Schema/)
  })
})
