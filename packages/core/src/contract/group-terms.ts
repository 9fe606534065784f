// The groups of a contract, ready to be used: which message asks for what, which key it is about, what answers it.
// Made by read-group.ts; carrying groups out is the mock's, judging their promises the laws'.
import { mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'
import type { MessageTerms } from './message-terms.ts'
import type { Promised } from './promise.ts'

/** A message as an object of fields. */
type Fields = Readonly<Record<string, unknown>>

/** Between a message and the key of the group it is about. */
export interface KeyTerms {
  /** The field of both messages; undefined where functions say it. */
  readonly field: string | undefined
  /** The key that the client's message is about; undefined when it has none. */
  of(message: unknown): string | undefined
  /** The client's message about a key; other fields are missing. A key that is a number there becomes one. */
  make(key: string): unknown
}

/** How a client joins or leaves. */
export interface AskTerms {
  readonly by: string
  readonly ack: string | undefined
  readonly key: KeyTerms
}

/** How a client speaks to a group. */
export interface CastTerms {
  readonly by: string
  readonly delivers: string
  readonly key: KeyTerms
  readonly id: string | undefined
  readonly ack: string | undefined
  readonly acknowledges: 'accepted' | 'fannedOut'
  readonly echo: 'always' | 'never' | 'optional'
  /** What the members get for the client's message. */
  deliver(message: unknown): unknown
}

/** A question whose answer proves that what came before it has been fanned out. */
export interface BarrierTerms {
  readonly by: string
  readonly ack: string
  readonly key: KeyTerms | undefined
  readonly id: string | undefined
}

/** A kind of group. */
export interface GroupTerms {
  readonly kind: string
  readonly join: AskTerms | undefined
  readonly leave: AskTerms | undefined
  readonly broadcast: CastTerms | undefined
  readonly barrier: BarrierTerms | undefined
  readonly guarantees: readonly Promised[]
  /** The field of what is delivered that numbers broadcasts, if any is promised. */
  readonly sequence: string | undefined
}

/** The fields of what is delivered that number broadcasts, as the promises of a group say. */
export function sequencesOf(guarantees: readonly Promised[]): readonly string[] {
  return [...new Set(guarantees.flatMap((promised) => ('field' in promised ? [promised.field] : [])))]
}

/** What a group of a kind and a key is called where groups have one name: in mocks and in transcripts. */
export function groupName(kind: string, key: string): string {
  return `${kind}/${key}`
}

/** A group as an author gives it. @throws MistakeError unless it is a kind and a key */
export function checkKindAndKey(attempted: string, group: unknown): readonly [kind: string, key: string] {
  if (Array.isArray(group) && group.length === 2 && typeof group[1] === 'string') return [group[0], group[1]]
  throw mistake(
    attempted,
    `the group is ${showValue(group)}`,
    "Give its kind and its key, a string: { group: ['room', 'lobby'] }",
  )
}

/** The kind and the key of such a name. A kind has no slash. */
export function kindAndKey(name: string): readonly [kind: string, key: string] | undefined {
  const slash = name.indexOf('/')
  return slash === -1 ? undefined : [name.slice(0, slash), name.slice(slash + 1)]
}

/** The field of a message as a key or an id: strings as they are, whole numbers as text; undefined for anything else. */
export function textIn(message: unknown, field: string): string | undefined {
  const value = fieldsIn(message)[field]
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined
}

/**
 * An answer to a message, or what is delivered for it: fields of the same name are copied. A message that has no fields,
 * a text for instance, is copied as a whole.
 *
 * @param terms of the message to make
 */
export function copiedFields(message: unknown, { fields }: MessageTerms): unknown {
  if (!isFields(message)) return message
  const source: Fields = message
  const { known, required } = fields
  const wanted = known ?? (required.size > 0 ? required : undefined)
  if (wanted === undefined) return source
  const copied: Record<string, unknown> = {}
  for (const field of Object.keys(source)) {
    // A field that the schema knows, but for the one that would set the prototype.
    if (wanted.has(field) && field !== '__proto__') copied[field] = source[field]
  }
  return copied
}

/** Required fields of the message to make that the other one cannot give. */
export function fieldsWithoutSource(
  source: MessageTerms,
  { fields, describesName }: MessageTerms,
  nameField: string | undefined,
): readonly string[] {
  const { known } = source.fields
  if (known === undefined) return []
  return [...fields.required].filter((field) => !known.has(field) && !(describesName && field === nameField))
}

function fieldsIn(message: unknown): Fields {
  return isFields(message) ? message : {}
}

function isFields(message: unknown): message is Fields {
  return (
    typeof message === 'object' && message !== null && !Array.isArray(message) && !ArrayBuffer.isView(message)
  )
}
