// What a subscription is going to bring, in order. Whoever pulls the next has written the one before.
export class Line<T> implements AsyncIterableIterator<T, undefined> {
  readonly #items: T[] = []
  readonly #onEnd: () => void
  #pull: ((result: IteratorResult<T, undefined>) => void) | undefined
  #onWritten: (() => void)[] = []
  #isOver = false

  /** @param onEnd called when nobody pulls any more */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  push(item: T): void {
    if (this.#isOver) return
    const pull = this.#pull
    this.#pull = undefined
    if (pull === undefined) this.#items.push(item)
    else pull({ value: item, done: false })
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    const [item] = this.#items.splice(0, 1)
    if (item !== undefined) return { value: item, done: false }
    for (const resolve of this.#onWritten.splice(0)) resolve()
    if (this.#isOver) return { value: undefined, done: true }
    return await new Promise((resolve) => {
      this.#pull = resolve
    })
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.#isOver = true
    this.#items.length = 0
    this.#pull?.({ value: undefined, done: true })
    for (const resolve of this.#onWritten.splice(0)) resolve()
    this.#onEnd()
    return { value: undefined, done: true }
  }

  /** Resolves when everything so far has been written. */
  async written(): Promise<void> {
    if (this.#pull !== undefined || this.#isOver) return
    await new Promise<void>((resolve) => this.#onWritten.push(resolve))
  }
}
