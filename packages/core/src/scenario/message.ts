// Messages that steps send: plain values in which a matcher may stand for what it gives as an example.
import { exampleOf } from '../match/example.ts'
import { isMatcher } from '../match/matcher.ts'
import type { Memory } from '../match/memory.ts'
import { isObjectPattern } from '../match/pattern-kind.ts'
import type { Sendable } from '../mock/sendable.ts'

/** Whether a matcher stands anywhere in it. */
export function holdsMatcher(message: unknown): boolean {
  return typeof message === 'object' && message !== null && holds(message, new Set())
}

// A message that contains itself is refused when it is encoded; here it must only not be walked for ever.
function holds(part: object, seen: Set<object>): boolean {
  if (isMatcher(part)) return true
  if (seen.has(part) || !(Array.isArray(part) || isObjectPattern(part))) return false
  seen.add(part)
  for (const inner of Object.values(part)) {
    if (typeof inner === 'object' && inner !== null && holds(inner, seen)) return true
  }
  return false
}

/**
 * The message as it is sent now.
 *
 * @throws MistakeError when a matcher has no example: a `ref` of what was not captured
 */
export function filledIn(message: Sendable, memory: Memory): Sendable {
  return holdsMatcher(message) ? (fill(message, memory) as Sendable) : message
}

function fill(part: unknown, memory: Memory): unknown {
  if (!holdsMatcher(part) || typeof part !== 'object' || part === null) return part
  if (isMatcher(part)) return exampleOf(part, memory)
  if (Array.isArray(part)) return part.map((item) => fill(item, memory))
  const fields = Object.entries(part).map(([key, value]): [string, unknown] => [key, fill(value, memory)])
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined))
}
