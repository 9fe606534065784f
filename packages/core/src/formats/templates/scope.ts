// What a template, a condition or a message is about: the message, who speaks, which time it is, and what the run keeps.
import type { Faker } from '@faker-js/faker'

/** Who speaks, as the handshake told. */
export interface Who {
  readonly client: string
  readonly user: string | undefined
  /** Absolute. */
  readonly url: string
  /** Path and query, as in the request. */
  readonly request: string
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  /** A parameter that is repeated has a list. */
  readonly query: Readonly<Record<string, unknown>>
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly cookies: Readonly<Record<string, string>>
  readonly protocols: readonly string[]
}

/** One piece of data that templates and conditions can look up, as the file says it. */
export interface Bucket {
  readonly name: string
  /** A second name. */
  readonly id: string | undefined
  /** Whether it asks who asks: then it is made each time, else once a run. */
  readonly asksWho: boolean
  /** A value of its own for each call: it may be changed. */
  make(scope: Scope): unknown
}

/** The data buckets of one run. */
export interface BucketStore {
  /** By its id or name, else the first whose name has the text in it. */
  find(name: string): Bucket | undefined
  value(bucket: Bucket, scope: Scope): unknown
  /** All of them by name and id, for paths that begin with one. */
  all(scope: Scope): Readonly<Record<string, unknown>>
  /** Changes a bucket, or what is at a dotted path in it: `set`, `merge`, `push`, `del`, `inc`, `dec`, `invert`. */
  change(operator: string, name: string, path: string, value: unknown, scope: Scope): void
}

/** What one run keeps. */
export interface Kept {
  readonly buckets: BucketStore
  readonly variables: Map<string, unknown>
  readonly env: Readonly<Record<string, string>>
  /** What `{{baseUrl}}` says; default: the scheme and host that the client opened. */
  readonly baseUrl: string | undefined
  /** The next draw from the seed, in [0, 1). */
  readonly random: () => number
  /** An inventor of values, whose past and future lie around a time of day. */
  fakerAt(now: number): Faker
}

export interface Scope {
  readonly run: Kept
  readonly who: Who
  /** The message as a text; empty where there is none. */
  readonly text: string
  /** The message as it is read: data where it is JSON or XML, else the text. */
  readonly message: unknown
  /** Which message of its connection it is, or of its stream, from 1. */
  readonly number: number
  /** The time of day, in ms since 1970. */
  readonly now: number
}
