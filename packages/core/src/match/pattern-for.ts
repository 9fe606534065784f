// Patterns for messages whose type is known, as a contract knows it: types, and the way back to Pattern.
import type { Matcher } from './matcher.ts'
import type { Literal, Pattern } from './pattern.ts'

/**
 * A pattern for values of type T: any part of T may be left out, and each part may be the value, a matcher for its
 * type, a predicate on it, or for a string a RegExp. Where T says nothing, any pattern will do.
 */
export type PatternFor<T> = Matcher<T> | ((value: T) => boolean) | Shape<T>

// Distributes over unions, which Matcher<T> above must not: a matcher of `'a' | 'b'` is none of `'a'`.
type Shape<T> = T extends string
  ? T | RegExp
  : T extends Literal | Uint8Array
    ? T
    : T extends readonly unknown[]
      ? { readonly [I in keyof T]: PatternFor<T[I]> }
      : T extends object
        ? { readonly [K in keyof T]?: Field<T, K> }
        : // Asked last: asked first, capture() and ref() would take the type of the answer, which is any pattern's.
          unknown extends T
          ? Pattern
          : never

// An optional field may also be expected to be absent.
type Field<T, K extends keyof T> =
  object extends Pick<T, K>
    ? PatternFor<Exclude<T[K], undefined>> | Matcher<Exclude<T[K], undefined> | undefined>
    : PatternFor<T[K]>

/** Forgets T. Sound for messages that the contract's schema has accepted: those are what the predicates take. */
export function asPattern<T>(pattern: PatternFor<T>): Pattern {
  // The one difference to Pattern is the predicates' parameter, which is T's part instead of unknown.
  return pattern as Pattern
}
