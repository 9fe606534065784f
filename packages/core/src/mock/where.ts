// What else has to hold for a rule to apply, besides its pattern: who speaks, and how often it has spoken.
import { checkOptionNames, mistake } from '../errors.ts'
import { checkPattern } from '../match/check.ts'
import { matches } from '../match/match.ts'
import type { Pattern } from '../match/pattern.ts'
import type { RuleContext } from './context.ts'
import type { Handshake } from './handshake.ts'

/** What an `onConnect` rule looks at; each field is a partial pattern. */
export type HandshakePattern = { readonly [Field in keyof Handshake]?: Pattern }

/** The circumstances of a rule: `on({ type: 'say' }, { query: { role: 'admin' }, messageNumber: 2 })`. All must hold. */
export interface Where<Message = unknown> extends HandshakePattern {
  /** Which message of its connection it is, from 1. */
  readonly messageNumber?: Pattern
  /** Anything else. Asked last, and once for each message at most; it must not change anything. */
  readonly holds?: (context: RuleContext<Message>) => boolean
}

// As in actions, the context is `never`: a rule no longer tells which message its function takes.
export type LateWhere = Where<never>

const HANDSHAKE_FIELDS = [
  'url',
  'params',
  'query',
  'headers',
  'cookies',
  'protocols',
] as const satisfies (keyof Handshake)[]

/** @throws MistakeError for a field that is none, or what is no pattern */
export function checkWhere(attempted: string, where: LateWhere): void {
  const { holds } = where
  checkOptionNames(attempted, where, [...HANDSHAKE_FIELDS, 'messageNumber', 'holds'])
  for (const field of [...HANDSHAKE_FIELDS, 'messageNumber'] as const) {
    if (where[field] !== undefined) checkPattern(where[field], `${attempted}, ${field}`)
  }
  if (holds !== undefined && typeof holds !== 'function') {
    throw mistake(attempted, 'holds is not a function', 'Give a function that answers true or false')
  }
}

/** What a rule's circumstances are judged by. */
export interface Speaker {
  readonly handshake: Handshake
  readonly messages: number
}

/** Whether the circumstances are a rule's. @param contextFor what its function is given, made if it is asked */
export function isWhere(
  where: LateWhere | undefined,
  speaker: Speaker,
  contextFor: () => RuleContext,
): boolean {
  if (where === undefined) return true
  for (const field of HANDSHAKE_FIELDS) {
    const pattern = where[field]
    if (pattern !== undefined && !matches(pattern, speaker.handshake[field])) return false
  }
  if (where.messageNumber !== undefined && !matches(where.messageNumber, speaker.messages)) return false
  // Rules are typed where they are written; what is stored no longer tells which message a function takes.
  return where.holds === undefined || (where.holds as (context: RuleContext) => boolean)(contextFor())
}
