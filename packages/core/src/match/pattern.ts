// What may be written where a message is expected, and what the compiler then knows of the message: types only.
// How a pattern is recognised at run time is in pattern-kind.ts, what it does in match.ts.
import type { Matcher } from './matcher.ts'
import type { StandardSchema } from './standard-schema.ts'

/** A function as a pattern. A type guard types the message. */
export type Predicate = (value: unknown) => boolean

/** A value that equals only itself; compared with `Object.is`. */
export type Literal = string | number | bigint | boolean | null

/**
 * What a message may look like. Objects are partial: fields that are not named are ignored. Arrays are matched as a
 * whole, item by item. A RegExp tests strings, a predicate or a Standard Schema any value, bytes equal bytes.
 */
export type Pattern =
  | Literal
  | Matcher<unknown>
  | RegExp
  | Predicate
  | StandardSchema
  | Uint8Array
  | readonly Pattern[]
  | { readonly [field: string]: Pattern }

/**
 * What a value that matches P is known to be. Literals stay literal, matchers and type guards say their type, a
 * schema its output; fields that the pattern does not name are `unknown`.
 */
export type MessageOf<P> = [Pattern] extends [P] ? unknown : KnownOf<P>

// Apart from MessageOf, which first asks whether P is just any pattern: that one would be unfolded without end.
type KnownOf<P> =
  P extends Matcher<infer T>
    ? // What was captured may be anything: such a matcher says nothing of the message.
      [T] extends [never]
      ? unknown
      : T
    : P extends StandardSchema<infer _Input, infer Output>
      ? Output
      : P extends ((value: unknown) => value is infer T)
        ? T
        : P extends (...args: never) => unknown
          ? unknown
          : P extends RegExp
            ? string
            : P extends Uint8Array
              ? Uint8Array<ArrayBuffer>
              : P extends Literal
                ? P
                : P extends readonly unknown[]
                  ? { readonly [I in keyof P]: MessageOf<P[I]> }
                  : Known<
                      { readonly [K in keyof P]: MessageOf<P[K]> } & { readonly [other: string]: unknown }
                    >

/** One object type instead of an intersection: what editors and compiler errors show. */
type Known<T> = { readonly [K in keyof T]: T[K] }
