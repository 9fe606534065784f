// Whether anybody heard anything: a server that takes everything and answers nothing breaks no promise that could be
// judged, and must not pass. Looks at all conversations together, as in a single one there may be nothing to say.
import { mistake } from '../errors.ts'
import type { History } from '../guarantees/history.ts'

/** In how many conversations somebody should have been told something, to call it silence: in few there may be nothing to tell. */
const ENOUGH = 10

export class Silence<T> {
  #isBroken = false
  #count = 0
  #first: T | undefined

  /**
   * Takes note of one conversation.
   *
   * @param trial what a failure would show
   */
  add(trial: T, history: History): void {
    if (this.#isBroken) return
    if (history.entries.some((entry) => entry.kind === 'message' && entry.direction === 'serverToClient')) {
      this.#isBroken = true
      this.#first = undefined
    } else if (hasListeners(history)) {
      this.#count++
      this.#first ??= trial
    }
  }

  /** The first of conversations enough in which others should have heard of a broadcast and nobody heard anything. */
  get found(): T | undefined {
    return this.#count < ENOUGH ? undefined : this.#first
  }

  /** What is wrong then. */
  get error(): Error {
    return mistake(
      'explore()',
      `in ${this.#count} conversations messages were broadcast while others may have been members, and no client ever received a message`,
      'See that the server answers at this path and reads the messages of this contract',
    )
  }
}

/** Somebody else may have been a member when something was broadcast. */
function hasListeners({ groups }: History): boolean {
  return groups.some(({ broadcasts, memberships }) =>
    broadcasts.some(({ sender, at, doneAt }) =>
      [...memberships.values()].some(
        (membership) => membership.connection !== sender && membership.possiblyWithin(at, doneAt),
      ),
    ),
  )
}
