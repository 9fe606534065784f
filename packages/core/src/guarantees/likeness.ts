// Whether what was delivered is what was sent. A server may add fields and compute others; what it copies is compared, and
// nothing else can be.
import type { CastTerms } from '../contract/group-terms.ts'
import { isEqual } from '../match/equal.ts'
import { HIDDEN } from './decoding.ts'
import type { Broadcast } from './history.ts'

/** What of a request reappears in what is delivered. */
export type Copied = readonly string[] | 'whole' | 'unknown'

/**
 * The fields that a server copies; `whole` where the message itself is delivered; `unknown` where that cannot be said.
 *
 * @param terms of the broadcast that a client asked for; undefined for the server's own
 * @param nameField the field of all messages in which their names stand
 * @param numbers the fields in which the server numbers what it delivers
 */
export function copiedOf(
  message: unknown,
  terms: CastTerms | undefined,
  nameField: string | undefined,
  numbers: readonly string[],
): Copied {
  if (terms === undefined) return 'whole'
  let made: unknown
  try {
    made = terms.deliver(message)
  } catch {
    return 'unknown'
  }
  if (!isFields(message) || !isFields(made)) return isEqual(message, made) ? 'whole' : 'unknown'
  return Object.keys(message).filter(
    (field) =>
      field !== nameField &&
      !numbers.includes(field) &&
      field in made &&
      isEqual(message[field], made[field]),
  )
}

/** What is no longer as it was sent: a field, `''` for the message as a whole. Undefined where all is well. */
export function alterationOf(
  copied: Copied,
  { message: sent }: Pick<Broadcast, 'message'>,
  received: unknown,
): string | undefined {
  if (copied === 'unknown' || copied.length === 0) return undefined
  if (copied === 'whole')
    return isEqual(sent, received) || isHidden(sent) || isHidden(received) ? undefined : ''
  if (!isFields(sent) || !isFields(received)) return ''
  return copied.find(
    (field) =>
      sent[field] !== received[field] &&
      !isEqual(sent[field], received[field]) &&
      !isHidden(sent[field]) &&
      !isHidden(received[field]),
  )
}

/** A text that is the same for what was sent and what came of it; undefined where there is none. */
export function signatureOf(copied: Copied, message: unknown): string | undefined {
  if (copied === 'unknown' || copied.length === 0) return undefined
  if (copied === 'whole') return textOf(message)
  if (!isFields(message)) return undefined
  return textOf(copied.map((field) => [field, message[field] ?? null]))
}

function textOf(value: unknown): string | undefined {
  if (isHidden(value)) return undefined
  return JSON.stringify(canonical(value))
}

/** Fields in one order, whatever order the server writes them in. */
function canonical(value: unknown): unknown {
  if (ArrayBuffer.isView(value))
    return { bytes: [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)] }
  if (Array.isArray(value)) return value.map(canonical)
  // What other codecs than JSON have.
  if (typeof value === 'bigint') return { bigint: String(value) }
  if (value instanceof Date) return { date: value.getTime() }
  if (!isFields(value)) return value
  return Object.keys(value)
    .toSorted()
    .map((field) => [field, canonical(value[field])])
}

function isHidden(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(HIDDEN)
  if (Array.isArray(value)) return value.some(isHidden)
  return isFields(value) && Object.values(value).some(isHidden)
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
}
