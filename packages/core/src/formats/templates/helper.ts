// What a helper of templates is: a function of the scope, its arguments and its block. Helpers reach nothing else.
import type { Scope } from './scope.ts'

export interface Call {
  readonly scope: Scope
  /** Without the safety marks of other helpers' texts. */
  readonly args: readonly unknown[]
  readonly hash: Readonly<Record<string, unknown>>
  /** The block, filled in; empty without one. */
  readonly block: (context: unknown, data?: Record<string, unknown>) => string
  /** The private data of this place in the template. */
  readonly data: Record<string, unknown>
  /** What `this` is there. */
  readonly self: unknown
  /** Marks a text as one that is not to be escaped. */
  readonly safe: (text: string) => unknown
}

export type Helper = (call: Call) => unknown
export type Helpers = Readonly<Record<string, Helper>>

/** A value as a text; nothing for nothing. */
export function asText(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean)
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
