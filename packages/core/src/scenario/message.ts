// Messages that steps send: plain values in which a matcher may stand for what it gives as an example.
import { exampleOf } from '../match/example.ts'
import { isMatcher } from '../match/matcher.ts'
import type { Memory } from '../match/memory.ts'
import { isObjectPattern } from '../match/pattern-kind.ts'
import type { Sendable } from '../mock/sendable.ts'

/** Whether a matcher stands anywhere in it. */
export function holdsMatcher(message: unknown): boolean {
  if (typeof message !== 'object' || message === null) return false
  if (isMatcher(message)) return true
  if (Array.isArray(message)) return message.some(holdsMatcher)
  if (!isObjectPattern(message)) return false
  for (const key in message) if (holdsMatcher(message[key])) return true
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
