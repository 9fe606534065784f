// What happened outside and was not looked at yet, in order, and the wait for more.
import type { Clock } from '../../clock.ts'
import type { Observation } from '../../scenario/observation.ts'

type Untimed<O> = O extends unknown ? Omit<O, 'at'> : never

export class Happenings {
  readonly #clock: Clock
  #observations: Observation[] = []
  #stir: (() => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Notes what happens now. */
  put(observation: Untimed<Observation>): void {
    this.#observations.push({ ...observation, at: this.#clock.now() })
    this.#stir?.()
  }

  /** Takes out everything. */
  take(): readonly Observation[] {
    return this.#observations.splice(0)
  }

  /** Resolves when something has happened, or at about `until`; early after `stop`. */
  async wait(until: number): Promise<void> {
    const left = until - this.#clock.now()
    if (this.#observations.length > 0 || left <= 0) return
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(left, resolve)
      this.#stir = () => {
        cancel()
        resolve()
      }
    })
    this.#stir = undefined
  }

  /** Ends a wait. */
  stop(): void {
    this.#stir?.()
  }
}
