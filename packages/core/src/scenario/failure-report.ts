// Gathers what a failure shows: what came, why nobody took it, what else waits. Made once, at the end of a run.
import type { Memory } from '../match/memory.ts'
import { matchPattern } from '../match/match.ts'
import { type Arrival, explainMessage } from './arrival.ts'
import type { Branch } from './branch.ts'
import { closePattern } from './expectation.ts'
import type { Failure, FailureKind, Refusal, Unexpected } from './failure.ts'
import type { Inbox } from './inbox.ts'
import { clientOf, type ExpectStep } from './step.ts'

/** What the interpreter knows when it ends. */
interface Circumstances {
  readonly now: number
  readonly unsettled: readonly string[]
  readonly cause: unknown
}

export class FailureReport {
  readonly #inboxes: ReadonlyMap<string, Inbox>
  readonly #memory: Memory

  constructor(inboxes: ReadonlyMap<string, Inbox>, memory: Memory) {
    this.#inboxes = inboxes
    this.#memory = memory
  }

  /** Whether anything waits that nobody expected. */
  hasUnexpected(): boolean {
    for (const inbox of this.#inboxes.values()) if (inbox.unexpected.length > 0) return true
    return false
  }

  of(kind: FailureKind, branch: Branch | undefined, { now, unsettled, cause }: Circumstances): Failure {
    const step = branch?.step
    const client = step === undefined ? undefined : clientOf(step)
    const inbox = client === undefined ? undefined : this.#inboxes.get(client)
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
    const names = [...this.#inboxes.keys()].toSorted((a, b) => Number(b === first) - Number(a === first))
    return names
      .map((client) => ({
        client,
        arrivals: this.#waitingFor(client).filter((arrival) => arrival !== came || client !== first),
      }))
      .filter(({ arrivals }) => arrivals.length > 0)
  }

  #waitingFor(client: string): readonly Arrival[] {
    return this.#inboxes.get(client)?.unexpected ?? []
  }
}

function mismatchesOf(step: ExpectStep, came: Arrival, memory: Memory): Refusal['mismatches'] {
  if (step.do === 'expectClose') {
    if (came.kind === 'message') return []
    const match = matchPattern(closePattern(step), came, memory)
    return match.matched ? [] : match.mismatches
  }
  if (step.do !== 'expect' || came.kind === 'close') return []
  const match = explainMessage(step.pattern, came, memory)
  return match.matched ? [] : match.mismatches
}
