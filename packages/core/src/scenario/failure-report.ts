// Gathers what a failure shows: what came, why nobody took it, what else waits. Made once, at the end of a run.
import type { Memory } from '../match/memory.ts'
import { matchPattern } from '../match/match.ts'
import { type Arrival, explainMessage } from './arrival.ts'
import type { Branch } from './branch.ts'
import { closePattern } from './expectation.ts'
import type { Failure, FailureKind, Refusal, Unexpected } from './failure.ts'
import type { Inboxes } from './inboxes.ts'
import { clientOf, type ExpectStep } from './step.ts'

/** What the interpreter knows when it ends. */
interface Circumstances {
  readonly now: number
  readonly unsettled: readonly string[]
  readonly cause: unknown
}

export class FailureReport {
  readonly #inboxes: Inboxes
  readonly #memory: Memory

  constructor(inboxes: Inboxes, memory: Memory) {
    this.#inboxes = inboxes
    this.#memory = memory
  }

  of(kind: FailureKind, branch: Branch | undefined, { now, unsettled, cause }: Circumstances): Failure {
    const step = branch?.step
    const client = step === undefined ? undefined : clientOf(step)
    const inbox = client === undefined ? undefined : this.#inboxes.of(client)
    const came = kind === 'mismatch' ? inbox?.next : undefined
    const wanted = branch?.expectation?.wanted ?? []
    return {
      kind,
      step,
      path: branch?.path ?? [],
      client,
      came,
      wanted,
      refusals: came === undefined ? [] : wanted.map((each) => this.#refusal(each, came)),
      buffered: this.#buffered(client, came),
      waitedMs: branch?.waiting === undefined ? undefined : now - branch.waiting.since,
      unsettled,
      cause,
    }
  }

  #refusal(step: ExpectStep, came: Arrival): Refusal {
    const mismatches = mismatchesOf(step, came, this.#memory.fork())
    return { step, mismatches }
  }

  #buffered(first: string | undefined, came: Arrival | undefined): readonly Unexpected[] {
    const names = this.#inboxes.clients.toSorted((a, b) => Number(b === first) - Number(a === first))
    return names
      .map((client) => ({
        client,
        arrivals: this.#waitingFor(client).filter((arrival) => arrival !== came || client !== first),
      }))
      .filter(({ arrivals }) => arrivals.length > 0)
  }

  #waitingFor(client: string): readonly Arrival[] {
    return this.#inboxes.of(client).unexpected
  }
}

function mismatchesOf(step: ExpectStep, came: Arrival, memory: Memory): Refusal['mismatches'] {
  if (step.do === 'expectClose') {
    if (came.kind === 'message') return []
    const match = matchPattern(closePattern(step), came, memory)
    return match.matched ? [] : match.mismatches
  }
  if (step.do !== 'expect' || came.kind === 'close') return []
  const match = explainMessage(step, came, memory)
  return match.matched ? [] : match.mismatches
}
