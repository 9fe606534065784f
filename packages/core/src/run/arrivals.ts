// Who has connected and was not asked for yet, and who waits for somebody: what `client()` hands out, the oldest first.
import { realClock } from '../clock.ts'
import type { MockClient } from '../mock/client.ts'

interface Waiter {
  resolve(client: MockClient): void
  /** Stops waiting; the promise stays as it is. */
  cancel(): void
}

export class Arrivals {
  #unclaimed: MockClient[] = []
  readonly #waiters: Waiter[] = []

  add(client: MockClient): void {
    const waiter = this.#waiters.shift()
    if (waiter === undefined) this.#unclaimed.push(client)
    else waiter.resolve(client)
  }

  /** The oldest that nobody has asked for, at once or when it comes; undefined when none has come in time. */
  next(timeoutMs: number): Promise<MockClient | undefined> {
    const client = this.#unclaimed.shift()
    if (client !== undefined) return Promise.resolve(client)
    return new Promise((resolve) => {
      const waiter: Waiter = {
        resolve(arrived) {
          cancel()
          resolve(arrived)
        },
        cancel: () => cancel(),
      }
      this.#waiters.push(waiter)
      const cancel = realClock.after(timeoutMs, () => {
        this.#waiters.splice(this.#waiters.indexOf(waiter), 1)
        resolve(undefined)
      })
    })
  }

  /** Nobody asks any more for those who have gone. */
  forgetClosed(): void {
    this.#unclaimed = this.#unclaimed.filter(({ open }) => open)
  }

  /** Whoever waits goes on waiting, without a timer. */
  end(): void {
    for (const waiter of this.#waiters.splice(0)) waiter.cancel()
  }
}
