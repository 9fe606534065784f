// What happens on a mock or a proxy, handed on in batches while it happens: also what is about to be forgotten.
import type { Entry, Transcript } from '@parley-ws/core'
import { entriesSince } from '@parley-ws/core/runner'

export interface Followed {
  readonly transcript: Transcript
  subscribe(listener: (isForgetting: boolean) => void): () => void
}

/** Hands on what has happened and what happens. Returns what hands on the rest at once. */
export function follow(
  { transcript, subscribe }: Followed,
  use: (entries: readonly Entry[]) => void,
): () => void {
  /** The `seq` of the last that was handed on. */
  let seen = 0
  let isScheduled = false
  const flush = (): void => {
    isScheduled = false
    const fresh = entriesSince(transcript, seen)
    const last = fresh.at(-1)
    if (last === undefined) return
    seen = last.seq
    use(fresh)
  }
  subscribe((isForgetting) => {
    if (isForgetting) return flush()
    if (isScheduled) return
    isScheduled = true
    // What one event sets off is one batch; nothing else comes in between.
    queueMicrotask(flush)
  })
  return flush
}
