// Each law notices what it is there for: a fault is put into an honest history, wherever in it, and the law says so. A
// fault that is one law's alone is no other law's business.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chatOf, Talk } from '../../test/guarantees/talk.ts'
import {
  type Delivered,
  deliveriesOf,
  historyOfPlan,
  senderOf,
  steadyPlans,
} from '../../test/guarantees/world.ts'
import type { Promised } from '../contract/promise.ts'
import type { Entry, MessageEntry } from '../transcript/entry.ts'
import { check } from './check.ts'
import { exactlyOnceTotal } from './profiles.ts'
import type { LawName } from './verdict.ts'

const contract = chatOf()
const laws: readonly Promised[] = [
  ...exactlyOnceTotal.promises,
  { promise: 'pairwiseOrder' },
  { promise: 'sequenceAgreement', field: 'seq' },
  { promise: 'noGaps', field: 'seq' },
  { promise: 'senderPolicy', echo: 'always' },
]

/** A history in which something is wrong; undefined where this one offers no place for it. */
type Fault = (talk: Talk, choice: number) => readonly Entry[] | undefined

const pick = <T>(list: readonly T[], choice: number): T | undefined => list[choice % list.length]
const messageAt = (talk: Talk, { index }: Delivered): MessageEntry => talk.entries[index] as MessageEntry
const changed = (entry: MessageEntry, fields: object): Entry => ({
  ...entry,
  payload: JSON.stringify({ ...JSON.parse(String(entry.payload)), ...fields }),
})

/** Two deliveries to one client that follow each other, and fit. */
function pairs(talk: Talk, fits: (one: Delivered, next: Delivered) => boolean): [Delivered, Delivered][] {
  const all = deliveriesOf(talk)
  return all.flatMap((one): [Delivered, Delivered][] => {
    const next = all.find(({ client, index }) => client === one.client && index > one.index)
    return next !== undefined && fits(one, next) ? [[one, next]] : []
  })
}

/** The first of them comes only after the second. */
function swapped(talk: Talk, [one, next]: [Delivered, Delivered]): readonly Entry[] {
  return talk.entries.toSpliced(next.index + 1, 0, messageAt(talk, one)).toSpliced(one.index, 1)
}

const faults: Record<string, { readonly laws: readonly LawName[]; readonly plant: Fault }> = {
  'a delivery comes twice': {
    laws: ['atMostOnce'],
    plant: (talk, choice) => {
      const one = pick(deliveriesOf(talk), choice)
      return one && talk.entries.toSpliced(one.index, 0, messageAt(talk, one))
    },
  },
  'a delivery never comes': {
    laws: ['atLeastOnce'],
    plant: (talk, choice) => {
      const one = pick(deliveriesOf(talk), choice)
      return one && talk.entries.toSpliced(one.index, 1)
    },
  },
  'a sender misses its own': {
    laws: ['senderPolicy', 'atLeastOnce'],
    plant: (talk, choice) => {
      const own = deliveriesOf(talk).filter(({ client, id }) => senderOf(talk, id) === client)
      const one = pick(own, choice)
      return one && talk.entries.toSpliced(one.index, 1)
    },
  },
  'what arrives was sent by nobody': {
    laws: ['noCreation'],
    plant: (talk, choice) => {
      const one = pick(deliveriesOf(talk), choice)
      return one && talk.entries.toSpliced(one.index, 0, changed(messageAt(talk, one), { id: 'nobody' }))
    },
  },
  'what arrives has another text': {
    laws: ['noCreation'],
    plant: (talk, choice) => {
      const one = pick(deliveriesOf(talk), choice)
      return one && talk.entries.with(one.index, changed(messageAt(talk, one), { text: 'other' }))
    },
  },
  'it arrives before it is sent': {
    laws: ['noCreation'],
    plant: (talk, choice) => {
      const one = pick(deliveriesOf(talk), choice)
      if (one === undefined) return undefined
      const joined = talk.entries.findLastIndex(
        (entry) => entry.kind === 'message' && String(entry.payload).includes('joined'),
      )
      return talk.entries.toSpliced(one.index, 1).toSpliced(joined + 1, 0, messageAt(talk, one))
    },
  },
  'a stranger hears it': {
    laws: ['membersOnly'],
    plant: (talk, choice) => {
      const one = pick(deliveriesOf(talk), choice)
      const open = talk.entries[0]
      if (one === undefined || open === undefined) return undefined
      const stranger = { ...messageAt(talk, one), client: 'stranger' }
      return [{ ...open, client: 'stranger' } as Entry, ...talk.entries.toSpliced(one.index + 1, 0, stranger)]
    },
  },
  'it is heard after leaving': {
    laws: ['leaveFence'],
    plant: (talk, choice) => {
      const some = pick(deliveriesOf(talk), choice)
      const one = deliveriesOf(talk).findLast(({ client }) => client === some?.client)
      if (one === undefined) return undefined
      const gone = new Talk().leave(one.client, 'g1').left(one.client, 'g1').entries
      const late = messageAt(talk, one)
      return [...talk.entries.toSpliced(one.index, 1), ...gone, late]
    },
  },
  "one sender's messages change places for one receiver": {
    laws: ['senderOrder', 'causalOrder'],
    plant: (talk, choice) => {
      const fitting = pairs(talk, (one, next) => senderOf(talk, one.id) === senderOf(talk, next.id))
      const pair = pick(fitting, choice)
      return pair && swapped(talk, pair)
    },
  },
  "two senders' messages change places for one receiver": {
    laws: ['totalOrder', 'pairwiseOrder'],
    plant: (talk, choice) => {
      const fitting = pairs(talk, (one, next) => senderOf(talk, one.id) !== senderOf(talk, next.id))
      const pair = pick(fitting, choice)
      return pair && swapped(talk, pair)
    },
  },
  'a number is given twice': {
    laws: ['sequenceAgreement'],
    plant: (talk, choice) => {
      const pair = pick(
        pairs(talk, () => true),
        choice,
      )
      if (pair === undefined) return undefined
      const [one, next] = pair
      const { seq } = JSON.parse(String(messageAt(talk, one).payload))
      return talk.entries.with(next.index, changed(messageAt(talk, next), { seq }))
    },
  },
  'a number is left out for everybody': {
    laws: ['noGaps'],
    plant: (talk, choice) => {
      const all = deliveriesOf(talk)
      const from = JSON.parse(String(pick(all, choice) && messageAt(talk, pick(all, choice)!).payload)).seq
      if (from < 2) return undefined
      return talk.entries.map((entry, index) => {
        const here = all.find((one) => one.index === index)
        if (here === undefined) return entry
        const { seq } = JSON.parse(String(messageAt(talk, here).payload))
        return seq < from ? entry : changed(messageAt(talk, here), { seq: seq + 1 })
      })
    },
  },
  'numbers go back': {
    laws: ['noGaps', 'sequenceAgreement'],
    plant: (talk, choice) => {
      const pair = pick(
        pairs(talk, () => true),
        choice,
      )
      return pair && talk.entries.with(pair[1].index, changed(messageAt(talk, pair[1]), { seq: 0 }))
    },
  },
  'a request to join is not answered': {
    laws: ['progress'],
    plant: (talk, choice) => {
      const answers = talk.entries.flatMap((entry, index) =>
        entry.kind === 'message' && String(entry.payload).includes('"joined"') ? [index] : [],
      )
      const one = pick(answers, choice)
      return one === undefined ? undefined : talk.entries.toSpliced(one, 1)
    },
  },
}

describe('a fault in an honest history', () => {
  it.each(Object.entries(faults))('is caught: %s', (_, { laws: expected, plant }) => {
    let planted = 0
    fc.assert(
      fc.property(steadyPlans, fc.nat(), (plan, choice) => {
        const entries = plant(historyOfPlan(plan), choice)
        fc.pre(entries !== undefined)
        planted++
        const numbered = { entries: (entries ?? []).map((entry, index) => ({ ...entry, seq: index + 1 })) }
        const { verdicts } = check(numbered, laws, { contract })
        const violated = verdicts.filter(({ verdict }) => verdict === 'violated').map(({ law }) => law)
        expect(violated).toEqual(expect.arrayContaining([...expected]))
        // Every violation shows where it is.
        expect(
          verdicts.every(({ verdict, witnesses }) => (verdict === 'violated') === witnesses.length > 0),
        ).toBe(true)
      }),
      { numRuns: 200 },
    )
    expect(planted).toBeGreaterThan(20)
  })
})

describe('a law of its own', () => {
  it.each([
    ['atMostOnce', 'a delivery comes twice'],
    ['membersOnly', 'a stranger hears it'],
    ['leaveFence', 'it is heard after leaving'],
    ['noGaps', 'a number is left out for everybody'],
    ['progress', 'a request to join is not answered'],
  ] as const)('%s alone notices that %s', (law, name) => {
    const others = laws.filter(
      ({ promise }) => promise !== law && !(promise === 'exactlyOnce' && law === 'atMostOnce'),
    )
    fc.assert(
      fc.property(steadyPlans, fc.nat(), (plan, choice) => {
        const entries = faults[name]?.plant(historyOfPlan(plan), choice)
        fc.pre(entries !== undefined)
        const numbered = { entries: (entries ?? []).map((entry, index) => ({ ...entry, seq: index + 1 })) }
        expect(check(numbered, others, { contract }).verdict).not.toBe('violated')
      }),
      { numRuns: 100 },
    )
  })
})
