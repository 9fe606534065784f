import { describe, expect, it } from 'vitest'
import { Conversation } from '../../test/formats/conversation.ts'
import { fromObject } from './from-object.ts'
import { linearRegex } from './regex.ts'

/** Expressions at which an engine that tries everything takes longer than anybody waits. */
const evil = ['^(a+)+$', '^(a|a)+$', '^(a|aa)+$', '^(.*a){12}$', '([a-z]+)*=']
const text = `${'a'.repeat(200)}!`

describe('linearRegex', () => {
  it.each(evil)('answers %s at once', (source) => {
    expect(linearRegex(source).test(text)).toBe(false)
  })

  it('takes what JavaScript writes, and its flags', () => {
    expect(linearRegex('^\\d{2}\\/(?<m>\\w+)$').test('12/ab')).toBe(true)
    expect(linearRegex('^A.B$', 'is').test('a\nb')).toBe(true)
  })

  it('refuses look-around and back-references, saying so', () => {
    for (const source of ['(?=a)', '(?!a)', '(?<=a)b', '(a)\\1'])
      expect(() => linearRegex(source)).toThrow('without look-around and back-references')
  })
})

describe('a mock from a file', () => {
  it.each([
    ['a pattern', (source: string) => ({ on: { $regex: source } })],
    ['a schema', (source: string) => ({ on: { $jsonSchema: { type: 'string', pattern: source } } })],
    [
      'a comparison',
      (source: string) => ({
        on: { $anything: true },
        where: { compare: { of: 'message' as const, is: 'regex' as const, to: source } },
      }),
    ],
  ])('does not hang at an expression in %s', (_, rule) => {
    const mock = fromObject({
      parley: 1,
      endpoints: [
        {
          path: '/',
          unmatched: 'ignore',
          rules: evil.map((source) => ({ ...rule(source), do: [{ reply: 'yes' }] })),
        },
      ],
    })
    const client = new Conversation(mock).connect('/')
    client.send(text)
    expect(client.got).toEqual([])
  })
})
