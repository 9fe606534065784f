// What each law says, in a few words, for reports.
import type { LawName } from './verdict.ts'

const TEXTS: Readonly<Record<LawName, string>> = {
  noCreation: 'what is received was sent before, to that group, as it is',
  atMostOnce: 'nobody receives a broadcast twice',
  atLeastOnce: 'every member that stays receives every broadcast',
  membersOnly: 'only members receive broadcasts',
  leaveFence: 'nothing comes after a leave is acknowledged',
  senderOrder: "one sender's broadcasts keep their order",
  totalOrder: 'one order of broadcasts fits all members',
  pairwiseOrder: 'any two members agree on the order of what both receive',
  causalOrder: 'nothing comes before what it may be an answer to',
  sequenceAgreement: 'a number belongs to one broadcast',
  noGaps: 'numbers follow each other',
  resume: 'who connects again goes on where it was',
  progress: 'whoever reads has its answers and messages by each fence',
  senderPolicy: 'who gets its own message',
  quietWindow: 'broadcasts keep their distance in time',
  heartbeat: 'heartbeats keep their period',
  replyDeadline: 'replies come in time',
}

export function lawText(law: LawName): string {
  return TEXTS[law]
}
