import { describe, expect, it } from 'vitest'
import { type ChatTerms, chatOf, type Talk, talk } from '../../test/guarantees/talk.ts'
import {
  atLeastOnce,
  leaveFence,
  membersOnly,
  progress,
  type Promised,
  senderPolicy,
} from '../contract/promise.ts'
import { check, type CheckOptions } from './check.ts'

const judge = (
  transcript: Talk,
  law: Promised,
  options: Omit<CheckOptions, 'contract'> = {},
  terms: ChatTerms = {},
) => {
  const { verdicts } = check(transcript, law, { contract: chatOf(terms), ...options })
  const [verdict] = verdicts
  return verdict === undefined ? undefined : [verdict.verdict, verdict.explanation]
}

const three = () => talk().open('c1', 'c2', 'c3').members('g1', 'c1', 'c2', 'c3')

describe('what has not arrived', () => {
  it('is missing when everything in flight had arrived at the end', () => {
    const transcript = three().say('c1', 'g1', 'm1').said('g1', 'm1', 'c1', 'c2').ok('c1', 'm1')
    expect(judge(transcript, atLeastOnce())?.[0]).toBe('violated')
  })

  it('is not missing where that is not known', () => {
    const transcript = three().say('c1', 'g1', 'm1').said('g1', 'm1', 'c1', 'c2').ok('c1', 'm1')
    expect(judge(transcript, atLeastOnce(), { quiescent: false })?.[0]).toBe('holds')
    expect(
      judge(three().say('c1', 'g1', 'm1').ok('c1', 'm1'), atLeastOnce(), { quiescent: false })?.[0],
    ).toBe('unknown')
  })

  it('was lost before the connection closed, if a fence lies in between', () => {
    const lost = three().say('c1', 'g1', 'm1').said('g1', 'm1', 'c1', 'c2').ok('c1', 'm1')
    const fences = [{ at: lost.entries.length }]
    lost.close('c3')
    expect(judge(lost, atLeastOnce())?.[0]).toBe('holds')
    expect(judge(lost, atLeastOnce(), { fences })?.[0]).toBe('violated')
  })
})

describe('what has arrived', () => {
  const unanswered: ChatTerms = { acknowledges: 'none' }

  it.each([
    ['nobody leaves', []],
    ['one leaves', ['c2']],
    ['everybody leaves', ['c1', 'c2', 'c3']],
  ])('had to arrive, where in the end %s', (_, leaving) => {
    const transcript = three().say('c1', 'g1', 'm1').said('g1', 'm1', 'c1', 'c2', 'c3')
    for (const client of leaving) transcript.close(client)
    expect(judge(transcript, atLeastOnce(), {}, unanswered)).toEqual(['holds', ''])
    expect(judge(transcript, senderPolicy('always'), {}, unanswered)).toEqual(['holds', ''])
  })

  it('proves nothing where something else may have been lost with those who left', () => {
    const lossy = three()
      .say('c1', 'g1', 'm1')
      .said('g1', 'm1', 'c1', 'c2', 'c3')
      .say('c1', 'g1', 'm2')
      .said('g1', 'm2', 'c1', 'c3')
      .say('c1', 'g1', 'm3')
      .said('g1', 'm3', 'c1', 'c2', 'c3')
    expect(judge(lossy, atLeastOnce(), {}, unanswered)?.[0]).toBe('violated')
    lossy.close('c1').close('c2').close('c3')
    expect(judge(lossy, atLeastOnce(), {}, unanswered)).toEqual([
      'unknown',
      'a broadcast may have been lost with members that went before everything had arrived',
    ])
    const silent = three().say('c1', 'g1', 'm1').said('g1', 'm1', 'c2', 'c3').close('c1')
    expect(judge(silent, senderPolicy('always'), {}, unanswered)?.[0]).toBe('unknown')
  })

  it('is no proof of an echo that nobody promised', () => {
    const some = three().say('c1', 'g1', 'm1').said('g1', 'm1', 'c1', 'c2', 'c3').ok('c1', 'm1')
    some.say('c1', 'g1', 'm2').said('g1', 'm2', 'c2', 'c3').ok('c1', 'm2')
    expect(judge(some, senderPolicy('always'), {}, { echo: 'optional' })?.[0]).toBe('unknown')
  })

  it('proves nothing for who was no member, or where what is missing may still come', () => {
    const strangers = talk().open('c1', 'c2').members('g1', 'c1').say('c1', 'g1', 'm1').said('g1', 'm1', 'c2')
    strangers.close('c1').close('c2')
    expect(judge(strangers, atLeastOnce(), {}, unanswered)?.[0]).toBe('unknown')
    const early = three().say('c1', 'g1', 'm1').said('g1', 'm1', 'c1', 'c2', 'c3').close('c1')
    expect(judge(early, atLeastOnce(), { quiescent: false }, unanswered)?.[0]).toBe('unknown')
  })
})

describe('a fence', () => {
  it('excuses a reader that is paused, and nobody else', () => {
    const paused = three().say('c1', 'g1', 'm1').ok('c1', 'm1').said('g1', 'm1', 'c1', 'c3')
    const fences = [{ at: paused.entries.length, readers: ['c1', 'c3'] }]
    paused.said('g1', 'm1', 'c2')
    expect(judge(paused, progress(), { fences })).toEqual(['holds', ''])

    const held = three().say('c1', 'g1', 'm1').ok('c1', 'm1').said('g1', 'm1', 'c1')
    const at = held.entries.length
    held.said('g1', 'm1', 'c2', 'c3')
    expect(judge(held, progress(), { fences: [{ at, readers: ['c1', 'c3'] }] })?.[0]).toBe('violated')
  })

  it('closes requests that are not answered: who joins after it gets nothing of before', () => {
    const terms: ChatTerms = { acknowledges: 'none', answers: false }
    const late = talk().open('c1', 'c2').join('c1', 'g1').sync('c1', 's1').synced('c1', 's1')
    late.say('c1', 'g1', 'm1').said('g1', 'm1', 'c1').sync('c1', 's2').synced('c1', 's2')
    late.join('c2', 'g1').said('g1', 'm1', 'c2')
    expect(judge(late, membersOnly(), {}, terms)?.[0]).toBe('violated')
  })

  it('closes a leave that is not answered', () => {
    const terms: ChatTerms = { acknowledges: 'none', answers: false }
    const gone = () =>
      talk()
        .open('c1', 'c2')
        .join('c1', 'g1')
        .join('c2', 'g1')
        .sync('c2', 's0')
        .synced('c2', 's0')
        .leave('c2', 'g1')
    const fenced = gone()
      .sync('c2', 's1')
      .synced('c2', 's1')
      .say('c1', 'g1', 'm1')
      .said('g1', 'm1', 'c1', 'c2')
    expect(judge(fenced, leaveFence(), {}, terms)).toEqual([
      'violated',
      'c2\'s leave of room/g1 was over at #9, it received "m1" at #12',
    ])
    const unfenced = gone().say('c1', 'g1', 'm1').said('g1', 'm1', 'c1', 'c2')
    expect(judge(unfenced, leaveFence(), {}, terms)?.[0]).not.toBe('violated')
  })

  it('is no fence before the application has answered it', () => {
    const terms: ChatTerms = { acknowledges: 'none', answers: false }
    const asked = talk()
      .open('c1', 'c2')
      .join('c1', 'g1')
      .join('c2', 'g1')
      .sync('c2', 's1')
      .say('c1', 'g1', 'm1')
    asked.said('g1', 'm1', 'c1').synced('c2', 's1')
    expect(judge(asked, progress(), { quiescent: false }, terms)?.[0]).toBe('unknown')
  })
})

describe('a request without an answer', () => {
  it('is indeterminate: who may have joined may receive, and need not', () => {
    const silent = talk()
      .open('c1', 'c2')
      .members('g1', 'c1')
      .join('c2', 'g1')
      .say('c1', 'g1', 'm1')
      .said('g1', 'm1', 'c1')
    silent.ok('c1', 'm1')
    expect(judge(silent, atLeastOnce())).toEqual(['holds', ''])
    expect(judge(silent.said('g1', 'm1', 'c2'), membersOnly())).toEqual(['holds', ''])
  })

  it('breaks progress, unless another message may be the refusal', () => {
    const silent = talk().open('c1').join('c1', 'g1')
    expect(judge(silent, progress())).toEqual([
      'violated',
      'c1 asked to join room/g1 at #2 and had no answer when everything had arrived at the end',
    ])
    const refused = talk().open('c1').join('c1', 'g1').hears('c1', { type: 'error', why: 'full' })
    expect(judge(refused, progress())?.[0]).toBe('unknown')
  })

  it('is none of which somebody received something: then all members do', () => {
    const cut = three().say('c1', 'g1', 'm1').close('c1').said('g1', 'm1', 'c2')
    expect(judge(cut, atLeastOnce())?.[0]).toBe('violated')
    const unheard = three().say('c1', 'g1', 'm1').close('c1')
    expect(judge(unheard, atLeastOnce())?.[0]).toBe('unknown')
  })
})

describe('requests at the same time', () => {
  it('took effect in either order: a join that overlaps a leave may be the later one', () => {
    const both = talk().open('c1', 'c2').members('g1', 'c1').join('c2', 'g1').leave('c2', 'g1')
    both.left('c2', 'g1').joined('c2', 'g1').say('c1', 'g1', 'm1').said('g1', 'm1', 'c1').ok('c1', 'm1')
    expect(judge(both, atLeastOnce())).toEqual(['holds', ''])
    expect(judge(both.said('g1', 'm1', 'c2'), leaveFence())?.[0]).not.toBe('violated')
  })

  it('joins twice are one membership', () => {
    const twice = talk()
      .open('c1', 'c2')
      .members('g1', 'c1')
      .join('c2', 'g1')
      .join('c2', 'g1')
      .joined('c2', 'g1')
    twice.say('c1', 'g1', 'm1').said('g1', 'm1', 'c1').ok('c1', 'm1')
    expect(judge(twice, atLeastOnce())?.[0]).toBe('violated')
  })

  it('are answered when as many answers have come, where an answer does not say which one it is', () => {
    const vague = (...answers: readonly object[]) => {
      const asked = talk().open('c1', 'c2').members('g1', 'c1').join('c2', 'g1').join('c2', 'g2')
      for (const answer of answers) asked.hears('c2', answer)
      return asked.say('c1', 'g1', 'm1').said('g1', 'm1', 'c1').ok('c1', 'm1')
    }
    const joined = { type: 'joined' }
    expect(judge(vague(joined), atLeastOnce())?.[0]).toBe('holds')
    expect(judge(vague(joined, joined), atLeastOnce())?.[0]).toBe('violated')
  })
})
