// One small transcript for each anomaly, and for what looks like one: the verdict, and the sentence that explains it.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type ChatTerms, chatOf } from '../../test/guarantees/talk.ts'
import {
  causalOrder,
  exactlyOnce,
  leaveFence,
  membersOnly,
  noCreation,
  noGaps,
  pairwiseOrder,
  progress,
  type Promised,
  resume,
  senderOrder,
  senderPolicy,
  sequenceAgreement,
  totalOrder,
} from '../contract/promise.ts'
import { readTranscript } from '../transcript/jsonl.ts'
import { check } from './check.ts'
import { exactlyOnceTotal, fifoOnly, type Profile } from './profiles.ts'

const folder = new URL('../../test/transcripts/', import.meta.url)

function violations(name: string, laws: Profile | readonly Promised[], terms: ChatTerms) {
  const transcript = readTranscript(readFileSync(new URL(`${name}.jsonl`, folder), 'utf8'))
  return check(transcript, laws, { contract: chatOf(terms) }).verdicts.flatMap(
    ({ law, verdict, witnesses, explanation }) =>
      verdict === 'violated' ? [[law, witnesses, explanation]] : [],
  )
}

const broken: readonly [
  name: string,
  laws: readonly Promised[],
  law: string,
  witnesses: readonly number[],
  explanation: string,
  terms?: ChatTerms,
][] = [
  ['duplicate', [exactlyOnce()], 'atMostOnce', [7, 9, 11], 'c2 received "m1" at #9 and again at #11'],
  [
    'lost',
    [exactlyOnce()],
    'atLeastOnce',
    [9, 10],
    'c3 was a member from #9 on, c1\'s "m1" was broadcast at #10, and c3 never received it',
  ],
  [
    'dead-peer-stops-fan-out',
    [exactlyOnce()],
    'atLeastOnce',
    [9, 10],
    'c3 was a member from #9 on, c1\'s "m1" was broadcast at #10, and c3 never received it',
  ],
  [
    'join-answered-before-effective',
    [exactlyOnce()],
    'atLeastOnce',
    [6, 7],
    'c2 was a member from #6 on, c1\'s "m1" was broadcast at #7, and c2 never received it',
  ],
  [
    'invented',
    [noCreation()],
    'noCreation',
    [11],
    `c2 received { type: 'said', room: 'g1', id: 'm9', text: 'm9' } at #11, which was sent by nobody`,
  ],
  [
    'altered',
    [noCreation()],
    'noCreation',
    [7, 9],
    '"m1" as c2 received it at #9 has another "text" than what was sent at #7',
  ],
  [
    'came-as-another-group',
    [noCreation()],
    'noCreation',
    [7, 9],
    'c2 received "m1" at #9, which was sent to room/g1 and came as one of room/g10',
  ],
  [
    'prefix-match',
    [membersOnly()],
    'membersOnly',
    [7, 9],
    'c2 never joined room/g1, "m1" was broadcast at #7, and c2 received it at #9',
  ],
  [
    'stale-member',
    [membersOnly()],
    'membersOnly',
    [8, 9, 11],
    'c2 had left room/g1 at #8, "m1" was broadcast at #9, and c2 received it at #11',
  ],
  [
    'stale-member',
    [leaveFence()],
    'leaveFence',
    [8, 11],
    'c2\'s leave of room/g1 was acknowledged at #8, it received "m1" at #11',
  ],
  [
    'replay-on-join',
    [membersOnly()],
    'membersOnly',
    [5, 8, 10],
    'c2 asked to join room/g1 only at #8, "m1" was broadcast at #5, and c2 received it at #10',
  ],
  [
    'inherited-membership',
    [membersOnly()],
    'membersOnly',
    [8, 9, 11],
    'c2 connected again at #8 and did not join room/g1, "m1" was broadcast at #9, and c2 received it at #11',
  ],
  [
    'heard-after-leave',
    [leaveFence()],
    'leaveFence',
    [10, 11],
    'c2\'s leave of room/g1 was acknowledged at #10, it received "m1" at #11',
  ],
  [
    'sender-order',
    [senderOrder()],
    'senderOrder',
    [9, 10],
    'c1 sent "m1" at #7 and "m2" at #8; c2 received the later one first, at #9 and #10',
  ],
  [
    'total-order',
    [totalOrder()],
    'totalOrder',
    [9, 10, 11, 12],
    'c1 received "m1" (#9) before "m2" (#11), c2 received them the other way round (#10, #12)',
  ],
  [
    'total-order',
    [pairwiseOrder()],
    'pairwiseOrder',
    [9, 10, 11, 12],
    'c1 received "m1" (#9) before "m2" (#11), c2 received them the other way round (#10, #12)',
  ],
  [
    'circular-order',
    [totalOrder()],
    'totalOrder',
    [13, 14, 15, 16, 17, 18],
    'no order fits all: c1 received "m1" before "m2" (#13, #14), c2 received "m2" before "m3" (#15, #16), c3 received "m3" before "m1" (#17, #18)',
  ],
  [
    'causal-order',
    [causalOrder()],
    'causalOrder',
    [10, 13, 16, 17],
    '"m1" lies in the past of "m2" (sent at #13), and c3 received "m2" first (#16, #17)',
  ],
  [
    'number-twice',
    [sequenceAgreement('seq')],
    'sequenceAgreement',
    [10, 12],
    '"m2" has the seq 2 for c1 at #10 and 1 for c2 at #12',
  ],
  [
    'gap',
    [noGaps('seq')],
    'noGaps',
    [8, 12],
    'c1 received the seq 1 at #8 and, with nothing in between, 3 at #12',
  ],
  ['numbers-go-back', [noGaps('seq')], 'noGaps', [8, 12], 'c1 received the seq 5 at #8 and then 4 at #12'],
  [
    'resume-inclusive',
    [resume('seq')],
    'resume',
    [9, 16, 18],
    'c2 had received the seq 1 at #9, connected again, and went on with 1 at #18 where 2 was next',
    { guarantees: [resume('seq')] },
  ],
  [
    'resume-skips',
    [resume('seq')],
    'resume',
    [9, 19, 21],
    'c2 had received the seq 1 at #9, connected again, and went on with 3 at #21 where 2 was next',
    { guarantees: [resume('seq')] },
  ],
  [
    'echo',
    [senderPolicy('never')],
    'senderPolicy',
    [7, 8],
    'c1 sent "m1" at #7 and received it itself at #8',
    { echo: 'never' },
  ],
  [
    'no-echo',
    [senderPolicy('always')],
    'senderPolicy',
    [4, 7],
    'c1 was a member from #4 on, its own "m1" was broadcast at #7, and c1 never received it',
  ],
  [
    'held-up-by-a-slow-reader',
    [progress()],
    'progress',
    [10, 16],
    'c3 was reading and did not have "m1" of #10 by #14, when everything before had to have arrived',
  ],
]

const benign: readonly [name: string, laws: Profile | readonly Promised[], terms?: ChatTerms][] = [
  ['benign-pending-leave', exactlyOnceTotal],
  ['benign-lost-with-the-connection', exactlyOnceTotal],
  // Its server may have handed the number in between over to the connection that was cut.
  ['benign-lost-with-a-cut', [resume('seq')], { guarantees: [resume('seq')] }],
  ['benign-early-answer', exactlyOnceTotal, { acknowledges: 'accepted' }],
  ['benign-late-answer-to-join', exactlyOnceTotal],
  ['benign-reversed-fan-out', exactlyOnceTotal],
  ['benign-presence', exactlyOnceTotal],
  ['total-order', fifoOnly],
]

describe('a transcript with an anomaly', () => {
  it.each(broken)(
    '%s breaks the promise and says how',
    (name, laws, law, witnesses, explanation, terms = {}) => {
      expect(violations(name, laws, terms)).toEqual([[law, witnesses, explanation]])
    },
  )

  it('with a circle of three contradicts no two members', () => {
    expect(violations('circular-order', [pairwiseOrder()], {})).toEqual([])
  })

  it('has a file for each', () => {
    const named = new Set([...broken, ...benign].map(([name]) => `${name}.jsonl`))
    expect(readdirSync(folder).toSorted()).toEqual([...named].toSorted())
  })
})

describe('a transcript that only looks like one', () => {
  it.each(benign)('%s breaks nothing', (name, laws, terms = {}) => {
    expect(violations(name, laws, terms)).toEqual([])
  })

  it('has an answer that would mean more by another contract', () => {
    expect(violations('benign-early-answer', exactlyOnceTotal, { acknowledges: 'fannedOut' })).toHaveLength(1)
  })
})
