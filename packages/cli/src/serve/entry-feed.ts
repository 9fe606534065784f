// What happens on every mock of a server, handed on in batches while it happens.
import type { Entry } from '@parley-ws/core'
import type { MountedWsMock, ServedWsMock } from '@parley-ws/core/node'
import { follow } from './follow.ts'

/** A mock, and the path that it is told apart by. */
export interface Place {
  readonly path: string
  readonly mock: MountedWsMock
  /** Whether it is the only one. */
  readonly isOnly: boolean
}

type Listener = (place: Place, entries: readonly Entry[]) => void

export class EntryFeed {
  readonly #server: Pick<ServedWsMock, 'mocks'>
  readonly #listeners: Listener[] = []
  /** By mock, what hands on the rest. */
  readonly #followed = new Map<MountedWsMock, () => void>()
  /** Those among them that were taken away. */
  readonly #ending = new Set<MountedWsMock>()

  constructor(server: Pick<ServedWsMock, 'mocks'>) {
    this.#server = server
  }

  add(listener: Listener): void {
    this.#listeners.push(listener)
  }

  /** Follows the mocks that are there now; again after more were put there. */
  follow(): void {
    // Where nobody reads along, a broadcast stays one thing in memory instead of an entry for each who got it.
    if (this.#listeners.length === 0) return
    const mocks = this.#server.mocks()
    this.#letGo(new Set(mocks.map(({ mock }) => mock)))
    for (const { path = '*', mock } of mocks) {
      if (this.#followed.has(mock)) continue
      const place = { path, mock, isOnly: mocks.length === 1 }
      const flush = follow(mock.observed, (entries) => {
        for (const listener of this.#listeners) listener(place, entries)
      })
      this.#followed.set(mock, flush)
    }
    this.flush()
  }

  /** A mock that a reload took away still closes its connections; with the next reload its transcript may go. */
  #letGo(current: ReadonlySet<MountedWsMock>): void {
    for (const [mock, flush] of this.#followed) {
      if (current.has(mock)) continue
      flush()
      if (this.#ending.has(mock)) {
        this.#followed.delete(mock)
        this.#ending.delete(mock)
      } else this.#ending.add(mock)
    }
  }

  /** Hands on what has happened. */
  flush(): void {
    for (const flush of this.#followed.values()) flush()
  }
}
