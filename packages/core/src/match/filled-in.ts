// Messages that are sent: plain values in which a matcher may stand for what it gives as an example.
import { exampleOf } from './example.ts'
import { isMatcher } from './matcher.ts'
import type { Memory } from './memory.ts'
import { isObjectPattern } from './pattern-kind.ts'

/** Whether a matcher stands anywhere in it. */
export function holdsMatcher(message: unknown): boolean {
  return typeof message === 'object' && message !== null && holds(message, undefined)
}

// A message that contains itself is refused when it is encoded; here it must only not be walked for ever. Most messages
// are flat, and all that a mock says comes through here: what was seen is kept from the second level on.
function holds(part: object, seen: Set<object> | undefined): boolean {
  if (isMatcher(part)) return true
  if (seen?.has(part) === true || !(Array.isArray(part) || isObjectPattern(part))) return false
  let known = seen?.add(part)
  for (const inner of Array.isArray(part) ? part : Object.values(part)) {
    if (typeof inner !== 'object' || inner === null) continue
    if (holds(inner, (known ??= new Set([part])))) return true
  }
  return false
}

/**
 * The message as it is sent now.
 *
 * @throws MistakeError when a matcher has no example: a `ref` of what was not captured
 */
export function filledIn<Message>(message: Message, memory: Memory): Message {
  return holdsMatcher(message) ? (fill(message, memory) as Message) : message
}

function fill(part: unknown, memory: Memory): unknown {
  if (!holdsMatcher(part) || typeof part !== 'object' || part === null) return part
  if (isMatcher(part)) return exampleOf(part, memory)
  if (Array.isArray(part)) return part.map((item) => fill(item, memory))
  const fields = Object.entries(part).map(([key, value]): [string, unknown] => [key, fill(value, memory)])
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined))
}
