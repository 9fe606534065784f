// What a matcher is: a value that tests and gives an example, recognisable in any copy of this package, and made of
// data, so that it can be printed as the call that made it. Owns no matcher; those are in matchers/.
import type { Memory } from './memory.ts'
import type { Mismatch } from './mismatch.ts'

/** Marks matchers. From the global registry: a project may hold two copies of this package. */
const matcherBrand: unique symbol = Symbol.for('@parley-ws/core/matcher')

/** The call that made a matcher, e.g. `integer({ min: 1 })`. Arguments that were left out are not listed. */
interface MatcherCall {
  readonly name: string
  readonly args: readonly unknown[]
}

/** A stand-in for values of type T in a pattern: it tests what came, and gives an example of what may be sent. */
export interface Matcher<out T> {
  readonly [matcherBrand]: true
  readonly call: MatcherCall
  /**
   * The exported identifier by which source code can import this matcher. Only matchers made of a function or a
   * schema have one: their call cannot be written down.
   */
  readonly importName?: string | undefined
  /** Whether a value matches; `undefined` stands for a field that is not there. May write to the memory. */
  test(value: unknown, memory: Memory): boolean
  /** A value that matches. May write to the memory. */
  example(memory: Memory): T
  /** Why `test` said no, where that takes more than naming the matcher. */
  explain?: ((value: unknown, memory: Memory) => readonly Mismatch[]) | undefined
}

/** What a matcher does; `defineMatcher` adds what makes it one. */
export type MatcherBehaviour<T> = Omit<Matcher<T>, typeof matcherBrand | 'call'>

// A class, so that all matchers have one shape: `test` is called for every frame.
class DefinedMatcher<T> implements Matcher<T> {
  readonly [matcherBrand] = true
  readonly call: MatcherCall
  readonly importName: string | undefined
  readonly test: (value: unknown, memory: Memory) => boolean
  readonly example: (memory: Memory) => T
  readonly explain: ((value: unknown, memory: Memory) => readonly Mismatch[]) | undefined

  constructor(call: MatcherCall, behaviour: MatcherBehaviour<T>) {
    this.call = call
    this.importName = behaviour.importName
    this.test = behaviour.test
    this.example = behaviour.example
    this.explain = behaviour.explain
  }
}

/** Makes a matcher. Trailing arguments that are undefined count as left out. */
export function defineMatcher<T>(
  name: string,
  args: readonly unknown[],
  behaviour: MatcherBehaviour<T>,
): Matcher<T> {
  let given = args.length
  while (given > 0 && args[given - 1] === undefined) given--
  return new DefinedMatcher({ name, args: args.slice(0, given) }, behaviour)
}

export function isMatcher(value: object): value is Matcher<unknown> {
  return matcherBrand in value
}
