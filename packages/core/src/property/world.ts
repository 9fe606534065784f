// Where an explored conversation takes place: against the mock in memory, or against a server at a URL. Types only.
import type { Circumstances } from '../run/promises.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Transcript } from '../transcript/entry.ts'

/** What came of one conversation. */
export interface WorldRun extends Circumstances {
  readonly transcript: Transcript
  /** What went wrong besides promises: the mock's handler threw, a message broke the contract. */
  readonly error: unknown
}

/** How one conversation takes place. A world takes from it what concerns it. */
export interface RunTerms {
  /** Those that it is about: `room/lobby`. */
  readonly groups: readonly string[]
  /** Whether what is missing is waited for only briefly: what is found is confirmed with all patience. */
  readonly isHurried: boolean
  /** Asked of a server that cannot be known to be done: whether nothing that must come is missing. */
  readonly isAllThere: (run: WorldRun) => boolean
  /** Seeds what is left to chance, where that is ours. */
  readonly luck: number
}

export interface World {
  /** How often a conversation has to take place to be sure that it goes well: a real server need not fail each time. */
  readonly tries: number
  /** How a conversation's keys and ids are told from those of others; `''` where each begins afresh. */
  nextToken(): string
  /** Lets one conversation take place. */
  run(scenario: Scenario<unknown>, terms: RunTerms): Promise<WorldRun>
  /** Ends what the conversations share. */
  end(): Promise<void>
}
