// What an app has to send for a step: the step's message as a pattern.
import { isMatcher } from '../match/matcher.ts'
import type { Pattern } from '../match/pattern.ts'
import { isObjectPattern } from '../match/pattern-kind.ts'
import { jsonCodec } from '../wire/codec.ts'
import { isBytes } from '../wire/frame.ts'
import type { Wanted } from './step.ts'

/** Literal parts have to be as written, matchers match, and fields that the step does not name are the app's own affair. */
export function wantedOf({ name, message }: { readonly name?: string; readonly message: unknown }): Wanted {
  const pattern = patternOf(message)
  return name === undefined ? { pattern } : { name, pattern }
}

function patternOf(part: unknown): Pattern {
  // What is no pattern is refused where it is matched.
  if (typeof part !== 'object' || part === null || isMatcher(part) || isBytes(part)) return part as Pattern
  if (Array.isArray(part)) return part.map(patternOf)
  // A date, or an instance of a class: what comes of it on the wire.
  if (!isObjectPattern(part)) return patternOf(jsonCodec.decode(jsonCodec.encode(part).payload))
  const fields = Object.entries(part).filter(([, value]) => value !== undefined)
  return Object.fromEntries(fields.map(([key, value]) => [key, patternOf(value)]))
}
