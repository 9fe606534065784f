// Which laws judge which promise, and which promises a contract makes.
import type { CompiledContract } from '../contract/compiled.ts'
import type { Promised } from '../contract/promise.ts'
import { mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'
import { atLeastOnce } from './at-least-once.ts'
import { atMostOnce } from './at-most-once.ts'
import { causalOrder } from './causal-order.ts'
import { heartbeat } from './heartbeat.ts'
import type { Group, History } from './history.ts'
import type { ConnectionLaw, Finding, GroupLaw } from './law.ts'
import { leaveFence } from './leave-fence.ts'
import { membersOnly } from './members-only.ts'
import { noCreation } from './no-creation.ts'
import { noGaps } from './no-gaps.ts'
import { pairwiseOrder } from './pairwise-order.ts'
import { isProfile } from './profiles.ts'
import { progress } from './progress.ts'
import { quietWindow } from './quiet-window.ts'
import { replyDeadline } from './reply-deadline.ts'
import { resume } from './resume.ts'
import { senderOrder } from './sender-order.ts'
import { senderPolicy } from './sender-policy.ts'
import { sequenceAgreement } from './sequence-agreement.ts'
import { totalOrder } from './total-order.ts'
import type { LawName } from './verdict.ts'

/** A law with what it is asked: of the groups of a kind, or of all. */
export interface LawInForce {
  readonly name: LawName
  /** Undefined: of all groups. */
  readonly kind: string | undefined
  readonly promised: Promised
  /** Undefined for a law about connections. */
  readonly judgeGroup: ((group: Group, history: History) => Finding) | undefined
  readonly judgeConnections: ((history: History) => Finding) | undefined
}

/** The laws that judge promises. @throws MistakeError for what is no promise */
export function lawsFor(
  attempted: string,
  promises: readonly Promised[],
  kind?: string,
): readonly LawInForce[] {
  const laws: LawInForce[] = []
  for (const promised of promises) {
    for (const law of lawsOfPromise(attempted, promised, kind)) {
      // `[exactlyOnce(), atMostOnce()]` asks one thing twice.
      if (!laws.some((one) => one.name === law.name && isSamePromise(one.promised, law.promised)))
        laws.push(law)
    }
  }
  return laws
}

/** The laws of all that a contract promises: of each kind of group, of who gets an echo, of heartbeats and replies. */
export function lawsOf(contract: CompiledContract): readonly LawInForce[] {
  const attempted = `the laws of ${contract.name}`
  const ofGroups = [...contract.groups.values()].flatMap(({ kind, guarantees, broadcast }) => {
    const echo: readonly Promised[] =
      broadcast === undefined || broadcast.echo === 'optional' || guarantees.length === 0
        ? []
        : [{ promise: 'senderPolicy', echo: broadcast.echo }]
    return lawsFor(attempted, [...guarantees, ...echo], kind)
  })
  const timing: Promised[] = []
  const { heartbeat: beat, replies } = contract
  if (beat?.everyMs !== undefined || beat?.timeoutMs !== undefined) timing.push({ promise: 'heartbeat' })
  if ([...replies.values()].some(({ withinMs }) => withinMs !== undefined)) {
    timing.push({ promise: 'replyDeadline' })
  }
  return [...ofGroups, ...lawsFor(attempted, timing)]
}

function lawsOfPromise(
  attempted: string,
  promised: Promised,
  kind: string | undefined,
): readonly LawInForce[] {
  const plain = (law: GroupLaw): LawInForce => ofGroup(law, promised, kind)
  switch (promised?.promise) {
    case 'noCreation':
      return [plain(noCreation)]
    case 'atMostOnce':
      return [plain(atMostOnce)]
    case 'atLeastOnce':
      return [plain(atLeastOnce)]
    case 'exactlyOnce':
      return [plain(atMostOnce), plain(atLeastOnce)]
    case 'membersOnly':
      return [plain(membersOnly)]
    case 'leaveFence':
      return [plain(leaveFence)]
    case 'senderOrder':
      return [plain(senderOrder)]
    case 'totalOrder':
      return [plain(totalOrder)]
    case 'pairwiseOrder':
      return [plain(pairwiseOrder)]
    case 'causalOrder':
      return [plain(causalOrder)]
    case 'progress':
      return [plain(progress)]
    case 'sequenceAgreement':
      return [ofGroup(sequenceAgreement, promised, kind)]
    case 'noGaps':
      return [ofGroup(noGaps, promised, kind)]
    case 'resume':
      return [ofGroup(resume, promised, kind)]
    case 'senderPolicy':
      return [ofGroup(senderPolicy, promised, kind)]
    case 'quietWindow':
      return [ofGroup(quietWindow, promised, kind)]
    case 'heartbeat':
      return [ofConnections(heartbeat, promised)]
    case 'replyDeadline':
      return [ofConnections(replyDeadline, promised)]
    default:
      throw mistake(
        attempted,
        `${showValue(promised)} is no promise`,
        isProfile(promised)
          ? 'Take what it promises into the list: [...redis.promises, noGaps(…)]'
          : 'Call what promises it, e.g. exactlyOnce()',
      )
  }
}

function ofGroup<P extends Promised>(law: GroupLaw<P>, promised: P, kind: string | undefined): LawInForce {
  return {
    name: law.name,
    kind,
    promised,
    judgeGroup: (group, history) => law.judge(group, history, promised),
    judgeConnections: undefined,
  }
}

function ofConnections<P extends Promised>(law: ConnectionLaw<P>, promised: P): LawInForce {
  return {
    name: law.name,
    kind: undefined,
    promised,
    judgeGroup: undefined,
    judgeConnections: (history) => law.judge(history, promised),
  }
}

/** Whether both ask the same of a law; `exactlyOnce` asks what its parts ask. */
function isSamePromise(one: Promised, other: Promised): boolean {
  const { promise: _one, ...asked } = one
  const { promise: _other, ...askedToo } = other
  return JSON.stringify(asked) === JSON.stringify(askedToo)
}
