import { describe, expect, it } from 'vitest'
import { chatOf, type Talk, talk } from '../../test/guarantees/talk.ts'
import { resume } from '../contract/promise.ts'
import { check } from './check.ts'

/** A cut may lose what was under way; this loses nothing. */
const closed = { kind: 'close', client: 'c2', code: 1000, reason: '', clean: true }

const judge = (transcript: Talk): string | undefined =>
  check(transcript, resume('seq'), { contract: chatOf() }).verdicts[0]?.verdict

/** c2 has received 1, and its connection is gone while 2 is said. */
const received = (): Talk =>
  talk()
    .open('c1', 'c2')
    .members('g1', 'c2')
    .say('c1', 'g1', 'm1')
    .numbered('g1', 'm1', 1, 'c2')
    .ok('c1', 'm1')
const backAgain = (before: Talk): Talk =>
  before.entry(closed).say('c1', 'g1', 'm2').ok('c1', 'm2').open('c2').members('g1', 'c2')
const goesOnWith3 = (before: Talk): Talk =>
  before.say('c1', 'g1', 'm3').numbered('g1', 'm3', 3, 'c2').ok('c1', 'm3')

describe('resume', () => {
  it('goes on after what the client has', () => {
    expect(judge(backAgain(received()).numbered('g1', 'm2', 2, 'c2'))).toBe('holds')
    expect(judge(goesOnWith3(backAgain(received())))).toBe('violated')
  })

  it('is not owed for what was before a leave, though the client joined again and heard nothing since', () => {
    const left = received().leave('c2', 'g1').left('c2', 'g1').members('g1', 'c2')
    expect(judge(goesOnWith3(backAgain(left)))).toBe('unknown')
  })

  it('is owed for what came after that', () => {
    const left = talk().open('c1', 'c2').members('g1', 'c2').leave('c2', 'g1').left('c2', 'g1')
    const heard = left.members('g1', 'c2').say('c1', 'g1', 'm1').numbered('g1', 'm1', 1, 'c2').ok('c1', 'm1')
    expect(judge(goesOnWith3(backAgain(heard)))).toBe('violated')
  })
})
