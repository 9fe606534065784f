// Printed source, evaluated: the scenario that it makes.
import { capture, ref } from '../src/match/matchers/capture.ts'
import { exactly } from '../src/match/matchers/exactly.ts'
import { integer } from '../src/match/matchers/number.ts'
import { text } from '../src/match/matchers/text.ts'
import {
  checkpoint,
  eventually,
  oneOf,
  optional,
  settle,
  times,
  together,
  wait,
} from '../src/scenario/combine.ts'
import { scenario } from '../src/scenario/scenario.ts'

const core = {
  scenario,
  together,
  oneOf,
  optional,
  eventually,
  times,
  wait,
  settle,
  checkpoint,
  text,
  integer,
  capture,
  ref,
  exactly,
}

/** @param imports what the source imports from modules of its author's */
export function evaluate(source: string, imports: Readonly<Record<string, unknown>> = {}): unknown {
  const names: Record<string, unknown> = { ...core, ...imports }
  const body = source.replaceAll(/^import .*\n/gm, '').replace(/export const \S+ =/, 'return')
  return new Function(...Object.keys(names), body)(...Object.values(names))
}

/** Matchers compare by the call that made them: they hold functions. */
export function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof RegExp || ArrayBuffer.isView(value))
    return value
  if (Array.isArray(value)) return value.map(plain)
  if ('call' in value && 'test' in value) return { matcher: plain(value.call) }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
}
