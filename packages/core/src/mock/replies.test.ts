import { describe, expect, it } from 'vitest'
import { Stage } from '../../test/stage.ts'
import { atRandom, inTurn } from './replies.ts'
import { on, type Rule } from './rule.ts'

const loosely = (value: unknown): never => value as never

function answers(rules: readonly Rule[], ...times: readonly number[]): unknown[][] {
  const stage = new Stage(rules)
  return times
    .map((count) => ({ client: stage.connect(), count }))
    .map(({ client, count }) => {
      for (let n = 0; n < count; n++) client.send('next')
      return client.got
    })
}

describe('inTurn', () => {
  it('gives one after the other, for each connection by itself, from the first again at the end', () => {
    const rules = [on('next').reply(inTurn(['a', 'b', 'c']))]
    expect(answers(rules, 4, 2)).toEqual([
      ['a', 'b', 'c', 'a'],
      ['a', 'b'],
    ])
  })

  it('counts for the mock as a whole, and stays with the last, if told to', () => {
    const rules = [on('next').reply(inTurn(['a', 'b', 'c'], { per: 'mock', atEnd: 'stay' }))]
    expect(answers(rules, 2, 3)).toEqual([
      ['a', 'b'],
      ['c', 'c', 'c'],
    ])
  })

  it('begins anew with each run, though the rules are the same', () => {
    const rules = [on('next').reply(inTurn(['a', 'b'], { per: 'mock' }))]
    expect(answers(rules, 1)).toEqual([['a']])
    expect(answers(rules, 1)).toEqual([['a']])
  })

  it('refuses an empty list and options that are none', () => {
    expect(() => inTurn([])).toThrow('inTurn(): there is no message to choose from')
    expect(() => inTurn(['a'], { atEnd: loosely('loop') })).toThrow("Use 'repeat' or 'stay'.")
    expect(() => inTurn(['a'], { per: loosely('client') })).toThrow("Use 'connection' or 'mock'.")
    expect(() => inTurn(['a'], loosely({ at: 'end' }))).toThrow('there is no option "at"')
  })
})

describe('atRandom', () => {
  it('draws from a seed: the same seed gives the same replies', () => {
    const drawn = (seed: number): unknown[] =>
      answers([on('next').reply(atRandom(['a', 'b', 'c'], { seed }))], 30)[0] ?? []
    expect(drawn(7)).toEqual(drawn(7))
    expect(drawn(7)).not.toEqual(drawn(8))
    expect(new Set(drawn(7))).toEqual(new Set(['a', 'b', 'c']))
  })
})
