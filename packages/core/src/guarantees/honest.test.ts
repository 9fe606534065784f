// No false alarm: whatever an honest server does, in every interleaving, no law says that a promise was broken.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ChatTerms, chatOf } from '../../test/guarantees/talk.ts'
import { historyOfPlan, type Manners, plans, steadyPlans } from '../../test/guarantees/world.ts'
import type { Promised } from '../contract/promise.ts'
import { check } from './check.ts'
import { exactlyOnceTotal, fifoOnly, type Profile } from './profiles.ts'
import type { GuaranteeReport } from './verdict.ts'

const everything: readonly Promised[] = [
  ...exactlyOnceTotal.promises,
  { promise: 'pairwiseOrder' },
  { promise: 'sequenceAgreement', field: 'seq' },
  { promise: 'noGaps', field: 'seq' },
]

const alarms = ({ verdicts }: GuaranteeReport) => verdicts.filter(({ verdict }) => verdict === 'violated')

const cases: readonly [
  name: string,
  manners: Manners,
  terms: ChatTerms,
  laws: Profile | readonly Promised[],
][] = [
  ['a plain server', {}, {}, everything],
  ['a transcript of its own', { observer: 'server' }, {}, everything],
  ['an answer that means accepted', { acknowledges: 'accepted' }, { acknowledges: 'accepted' }, everything],
  ['no answer to broadcasts', { acknowledges: 'none' }, { acknowledges: 'none' }, everything],
  [
    'no answers at all',
    { acknowledges: 'none', silent: true },
    { acknowledges: 'none', answers: false },
    everything,
  ],
  ['broadcasts without ids', {}, { ids: false }, everything],
  ['the same words again and again, without ids', { repetitive: true }, { ids: false }, everything],
  ['an id that is used again and again', { repetitive: true }, {}, everything],
  ['members written to in reverse', { reversed: true }, {}, everything],
  ['joins that are answered late', { slowJoins: true }, {}, everything],
  [
    'fan-out after the answer',
    { lateFanOut: true, acknowledges: 'accepted' },
    { acknowledges: 'accepted' },
    everything,
  ],
  [
    'fan-out without an answer',
    { lateFanOut: true, acknowledges: 'none' },
    { acknowledges: 'none' },
    everything,
  ],
  ['slow fan-out and a late answer', { lateFanOut: true }, {}, everything],
  ['presence in between', { presence: true }, {}, everything],
  [
    'no echo',
    { echo: 'never' },
    { echo: 'never' },
    [...everything, { promise: 'senderPolicy', echo: 'never' }],
  ],
  [
    'senders that overtake each other',
    { crossing: true, acknowledges: 'accepted' },
    { acknowledges: 'accepted' },
    fifoOnly,
  ],
  [
    'senders that overtake each other, as it wrote it down',
    { crossing: true, acknowledges: 'accepted', observer: 'server' },
    { acknowledges: 'accepted' },
    fifoOnly,
  ],
]

describe('the laws raise no alarm', () => {
  it.each(cases)('over %s', (_, manners, terms, laws) => {
    const contract = chatOf(terms)
    fc.assert(
      fc.property(plans, (plan) => {
        expect(alarms(check(historyOfPlan(plan, manners), laws, { contract }))).toEqual([])
      }),
      { numRuns: 250 },
    )
  })

  it.each([0, 0.3, 0.6, 0.9])('over a transcript that was cut off at %d of its length', (share) => {
    const contract = chatOf()
    fc.assert(
      fc.property(plans, (plan) => {
        const { entries } = historyOfPlan(plan)
        const cut = { entries: entries.slice(0, Math.round(entries.length * share)) }
        expect(alarms(check(cut, everything, { contract, quiescent: false }))).toEqual([])
      }),
      { numRuns: 200 },
    )
  })
})

describe('the laws hold', () => {
  it('where everybody stays and everything arrives', () => {
    const contract = chatOf()
    const laws = everything.filter(({ promise }) => promise !== 'leaveFence')
    fc.assert(
      fc.property(steadyPlans, (plan) => {
        const talk = historyOfPlan(plan)
        // Else nobody sends two, and sender order has nothing to judge.
        fc.pre(plan.commands.length > 8)
        expect(check(talk, laws, { contract })).toMatchObject({ verdict: 'holds' })
      }),
    )
  })
})
