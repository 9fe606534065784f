// The errors that a mock met and nobody has taken yet. A peer that goes on making the same mistake costs a bounded memory.

/** How many are kept; who reads more of them than that looks at the transcript. */
const MOST = 1_000

export class MetErrors {
  #errors: unknown[] = []
  #more = 0

  add(error: unknown): void {
    if (this.#errors.length === MOST) {
      this.#more++
      return
    }
    this.#errors.push(error)
    // Until its stack is asked for, V8 keeps whatever the functions on it were called on: connections that are gone.
    if (error instanceof Error) void error.stack
  }

  /** Those met since the last time. */
  take(): readonly unknown[] {
    const errors = this.#errors
    if (this.#more > 0) errors.push(new Error(`${this.#more} more errors were met, and not kept.`))
    this.#errors = []
    this.#more = 0
    return errors
  }
}
