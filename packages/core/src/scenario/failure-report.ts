// Gathers what a failure shows: what came, why nobody took it, what else waits. Made once, at the end of a run.
import type { Memory } from '../match/memory.ts'
import { matchPattern } from '../match/match.ts'
import { wantedOf } from './app-message.ts'
import { type Arrival, explainMessage } from './arrival.ts'
import type { Branch } from './branch.ts'
import { closePattern } from './expectation.ts'
import type { Failure, FailureKind, Refusal, Unexpected } from './failure.ts'
import type { Inboxes } from './inboxes.ts'
import { clientOf, type Step } from './step.ts'

/** What the interpreter knows when it ends. */
interface Circumstances {
  readonly now: number
  readonly unsettled: readonly string[]
  readonly cause: unknown
}

export class FailureReport {
  readonly #inboxes: Inboxes
  readonly #said: Inboxes
  readonly #memory: Memory

  /** @param said what came from apps */
  constructor(inboxes: Inboxes, said: Inboxes, memory: Memory) {
    this.#inboxes = inboxes
    this.#said = said
    this.#memory = memory
  }

  of(kind: FailureKind, branch: Branch | undefined, { now, unsettled, cause }: Circumstances): Failure {
    const step = branch?.step
    const client = step === undefined ? undefined : clientOf(step)
    const came = client === undefined ? undefined : this.#cameInstead(kind, client)
    const wanted = branch?.expectation?.wanted ?? []
    const refused: readonly Step[] = kind === 'otherSent' && step !== undefined ? [step] : wanted
    return {
      kind,
      step,
      path: branch?.path ?? [],
      client,
      came,
      wanted,
      refusals: came === undefined ? [] : refused.map((each) => this.#refusal(each, came)),
      buffered: this.#buffered(client, came),
      waitedMs: branch?.waiting === undefined ? undefined : now - branch.waiting.since,
      unsettled,
      cause,
    }
  }

  #cameInstead(kind: FailureKind, client: string): Arrival | undefined {
    if (kind === 'mismatch') return this.#inboxes.of(client).next
    return kind === 'otherSent' ? this.#said.of(client).next : undefined
  }

  #refusal(step: Step, came: Arrival): Refusal {
    const mismatches = mismatchesOf(step, came, this.#memory.fork())
    return { step, mismatches }
  }

  #buffered(first: string | undefined, came: Arrival | undefined): readonly Unexpected[] {
    return [...waiting(this.#said, true, first, came), ...waiting(this.#inboxes, false, first, came)]
  }
}

function waiting(
  inboxes: Inboxes,
  isSent: boolean,
  first: string | undefined,
  came: Arrival | undefined,
): readonly Unexpected[] {
  return inboxes.clients
    .toSorted((a, b) => Number(b === first) - Number(a === first))
    .map((client) => ({
      client,
      ...(isSent ? { isSent } : {}),
      arrivals: inboxes.of(client).unexpected.filter((arrival) => arrival !== came || client !== first),
    }))
    .filter(({ arrivals }) => arrivals.length > 0)
}

function mismatchesOf(step: Step, came: Arrival, memory: Memory): Refusal['mismatches'] {
  if (step.do === 'expectClose') {
    if (came.kind === 'message') return []
    const match = matchPattern(closePattern(step), came, memory)
    return match.matched ? [] : match.mismatches
  }
  if (came.kind === 'close' || (step.do !== 'expect' && step.do !== 'send')) return []
  const match = explainMessage(step.do === 'send' ? wantedOf(step) : step, came, memory)
  return match.matched ? [] : match.mismatches
}
