// What the compiler knows of a contract's messages: types only. On the wire is a schema's input, handlers see its output.
import type { Matcher } from '../match/matcher.ts'
import type { Literal } from '../match/pattern.ts'
import type { StandardSchema } from '../match/standard-schema.ts'

/** A plain JSON Schema (draft 2020-12, 2019-09 or draft 7). What it describes is `unknown` to the compiler. */
export interface JsonSchema {
  readonly [keyword: string]: unknown
}

/** What describes a message: a schema of zod, valibot, arktype…, or a plain JSON Schema. */
export type MessageSchema = StandardSchema | JsonSchema

/** The messages of one direction, by name. */
export type Messages = Readonly<Record<string, MessageSchema>>

type TypesOf<X> = X extends { readonly '~standard': { readonly types?: infer T } } ? NonNullable<T> : never

/** What is on the wire: the schema's input. */
export type Wire<X> = X extends StandardSchema
  ? TypesOf<X> extends { readonly input: infer T }
    ? T
    : unknown
  : unknown

/** What a handler sees: the schema's output. */
export type Output<X> = X extends StandardSchema
  ? TypesOf<X> extends { readonly output: infer T }
    ? T
    : unknown
  : unknown

/** The message without the field that carries its name, which Parley fills in; distributes over unions. */
export type WithoutName<T, NameField extends string> = [NameField] extends [never]
  ? T
  : T extends object
    ? NameField extends keyof T
      ? Omit<T, NameField> & { readonly [F in NameField]?: T[F & keyof T] }
      : T
    : T

/** The message with its name, as the discriminator says; `unknown` where the name is not in a field. */
export type WithName<T, N extends string, D> = D extends 'firstThatFits'
  ? T
  : D extends string
    ? Named<T, N, D>
    : D extends { readonly field: infer F extends string; readonly payload: infer P extends string }
      ? { readonly [K in F]: Label<N, D> } & { readonly [K in P]: T }
      : D extends { readonly field: infer F extends string }
        ? Named<T, Label<N, D>, F>
        : unknown

/** What a message is called on the wire where its schema does not say it. */
type Label<N extends string, D> = D extends { readonly names: infer L } ? (N extends keyof L ? L[N] : N) : N

/** A schema may describe the field itself, with a literal of its own. */
type Named<T, N, F extends string> = T extends object
  ? F extends keyof T
    ? T
    : { readonly [K in F]: N } & T
  : T

/** Fields that can be a key or an id: strings and whole numbers. Of a message the compiler knows nothing about: any. */
export type Field<T> = unknown extends T
  ? string
  : { [K in keyof T]-?: NonNullable<T[K]> extends string | number | bigint ? K : never }[keyof T] & string

/** A message whose parts may be matchers: they stand for what they give as an example, `ref('id')` for what was captured. */
export type Fillable<T> = unknown extends T
  ? T
  :
      | Matcher<T>
      | (T extends Literal | Uint8Array | undefined
          ? T
          : T extends object
            ? { readonly [K in keyof T]: Fillable<T[K]> }
            : T)

/** T, of which nothing is known while N is still being inferred. */
export type Late<N, T> = [N] extends [never] ? unknown : T
