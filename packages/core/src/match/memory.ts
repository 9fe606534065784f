// What matching remembers from one message to the next: captures, what was seen, how far a number rose, and how many
// examples were handed out. Owns taking it back when a match fails, and forking; knows nothing of patterns.

/** What stood under a key before it was written; `undefined` when nothing did. */
interface Undo {
  readonly key: string
  readonly before: Fact | undefined
}

interface Fact {
  readonly value: unknown
}

/** A point in a memory's history, to go back to. */
export type Mark = number

/**
 * What `capture`, `ref`, `unique` and `increasing` share across steps and clients. `matches`, `matchPattern` and
 * `exampleOf` change it only when they succeed as a whole.
 */
export class Memory {
  // All facts in one map, under prefixed keys: one copy to fork, one list to undo. Made when first needed, because
  // most patterns remember nothing.
  #facts: Map<string, Fact> | undefined
  #isShared = false
  #undo: Undo[] | undefined

  /** Whether something was captured under this name. */
  hasCaptured(name: string): boolean {
    return this.#facts?.has(`capture ${name}`) ?? false
  }

  /** What was captured last under this name. */
  captured(name: string): unknown {
    return this.#facts?.get(`capture ${name}`)?.value
  }

  /** Captures a value; the newest one counts. */
  capture(name: string, value: unknown): void {
    this.#write(`capture ${name}`, value)
  }

  /** Whether `unique` met this value in this scope. */
  hasSeen(scope: string, value: string | number): boolean {
    return this.#facts?.has(seenKey(scope, value)) ?? false
  }

  see(scope: string, value: string | number): void {
    this.#write(seenKey(scope, value), true)
  }

  /** The last value that `increasing` met in this scope. */
  lastOf(scope: string): number | undefined {
    return this.#number(`last ${scope}`)
  }

  rise(scope: string, value: number): void {
    this.#write(`last ${scope}`, value)
  }

  /** The last counter handed out as an example in this scope. Apart from what was met: to make is not to receive. */
  lastExampleOf(scope: string): number | undefined {
    return this.#number(`example ${scope}`)
  }

  countExample(scope: string, value: number): void {
    this.#write(`example ${scope}`, value)
  }

  /** An independent memory that starts with the same content. Costs nothing until one of the two is written. */
  fork(): Memory {
    const fork = new Memory()
    if (this.#facts !== undefined) {
      fork.#facts = this.#facts
      fork.#isShared = true
      this.#isShared = true
    }
    return fork
  }

  /** The present, to go back to with `restore`. */
  mark(): Mark {
    return this.#undo?.length ?? 0
  }

  /** Takes back everything written since the mark. */
  restore(mark: Mark): void {
    const undo = this.#undo
    if (undo === undefined || undo.length === mark) return
    const facts = this.#ownFacts()
    for (let last = undo.length > mark ? undo.pop() : undefined; last !== undefined;) {
      if (last.before === undefined) facts.delete(last.key)
      else facts.set(last.key, last.before)
      last = undo.length > mark ? undo.pop() : undefined
    }
  }

  /** Makes everything written so far final. Marks made earlier are void. */
  commit(): void {
    if (this.#undo !== undefined) this.#undo = undefined
  }

  #number(key: string): number | undefined {
    const value = this.#facts?.get(key)?.value
    return typeof value === 'number' ? value : undefined
  }

  #write(key: string, value: unknown): void {
    const facts = this.#ownFacts()
    this.#undo ??= []
    this.#undo.push({ key, before: facts.get(key) })
    facts.set(key, { value })
  }

  #ownFacts(): Map<string, Fact> {
    if (this.#facts === undefined || this.#isShared) {
      this.#facts = new Map(this.#facts)
      this.#isShared = false
    }
    return this.#facts
  }
}

// The scope's length keeps ('a b', 'c') and ('a', 'b c') apart; the type keeps '1' and 1 apart.
function seenKey(scope: string, value: string | number): string {
  return `seen ${scope.length} ${scope} ${typeof value} ${value}`
}
