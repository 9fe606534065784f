// What has come to a client, for one test that takes it piece by piece.
import { realClock } from '../../src/clock.ts'
import type { Heard } from './world.ts'

/** Less than a runner's patience with a test, so that the test says what is missing. */
const PATIENCE_MS = 3_000

export class Hearing {
  readonly heard: Heard[] = []
  #taken = 0
  #stirred: (() => void) | undefined

  hear(what: Heard): void {
    this.heard.push(what)
    this.#stirred?.()
  }

  /** What comes next. @throws what has come so far, when nothing does */
  next(): Promise<Heard> {
    return new Promise((resolve, reject) => {
      const take = (): void => {
        const next = this.heard[this.#taken]
        if (next === undefined) return
        this.#taken++
        this.#stirred = undefined
        cancel()
        resolve(next)
      }
      const cancel = realClock.after(PATIENCE_MS, () => {
        const before = this.heard.map((each) => JSON.stringify(each).slice(0, 40)).slice(-5)
        reject(new Error(`nothing came, after ${this.heard.length} before: … ${before.join(', ')}`))
      })
      this.#stirred = take
      take()
    })
  }

  async take(count: number): Promise<readonly Heard[]> {
    const taken: Heard[] = []
    // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other
    while (taken.length < count) taken.push(await this.next())
    return taken
  }
}
