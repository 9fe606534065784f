// What a peer may cost a server of real sockets, and what happens to one that costs more. Owns the defaults and the
// refusal of limits that are none; keeping them is the work of whoever counts.
import { mistake } from '../../errors.ts'

/**
 * What to do with a client that does not read as fast as the mock speaks: close it with 1008 (policy violation), with
 * 1013 (try again later), or keep all its frames in memory.
 */
export type SlowReaderPolicy = 'close-1008' | 'close-1013' | 'unbounded'

/** Limits of a server on real sockets. A peer that breaks one is closed with a code that says so; the others are unaffected. */
export interface SocketLimits {
  /** The longest message, fragments added up and inflated, in bytes; a longer one is answered with 1009. Default 16 MiB. */
  readonly maxMessageBytes?: number | undefined
  /** The longest single frame, in bytes as it is on the wire; a longer one is answered with 1009. Default: `maxMessageBytes`. */
  readonly maxFrameBytes?: number | undefined
  /** The most connections at one time, handshakes included; one more is refused with the HTTP status 503. Default: no limit. */
  readonly maxConnections?: number | undefined
  /** The most bytes that may wait for one client that does not read; `slowReader` says what happens then. Default 16 MiB. */
  readonly maxBufferedBytes?: number | undefined
  /** What happens to a client for which more wait. Default `close-1008`. The close entry of the transcript tells the reason. */
  readonly slowReader?: SlowReaderPolicy | undefined
  /**
   * What the transcript of a mock may take in memory, in bytes, by estimate; then its oldest entries are forgotten, and no
   * claim about the whole conversation is judged any more. Default: no limit, which is what tests want.
   */
  readonly maxTranscriptBytes?: number | undefined
}

/** Limits with every default filled in; Infinity stands for none. */
export interface CheckedLimits {
  readonly maxMessageBytes: number
  readonly maxFrameBytes: number
  readonly maxConnections: number
  readonly maxBufferedBytes: number
  readonly maxTranscriptBytes: number
  /** The code that a slow reader is closed with. */
  readonly slowReaderCode: 1008 | 1013
}

const DEFAULT_BYTES = 16 * 1024 * 1024
const DEFAULT_HANDSHAKE_MS = 10_000
/** ws keeps a message's limit in 31 bits, and so does Node a timer's. */
const MOST = 0x7fffffff
const POLICIES: readonly unknown[] = ['close-1008', 'close-1013', 'unbounded'] satisfies SlowReaderPolicy[]

/** The names of the options, for the check that there are no others. */
export const LIMIT_NAMES: readonly string[] = [
  'maxMessageBytes',
  'maxFrameBytes',
  'maxConnections',
  'maxBufferedBytes',
  'slowReader',
  'maxTranscriptBytes',
] satisfies (keyof SocketLimits)[]

/** @throws MistakeError for a limit that is no count, or two that contradict each other */
export function limitsOf(attempted: string, limits: SocketLimits): CheckedLimits {
  const { slowReader = 'close-1008' } = limits
  if (!POLICIES.includes(slowReader)) {
    throw mistake(
      attempted,
      `slowReader is ${JSON.stringify(slowReader)}`,
      `Use one of ${POLICIES.join(', ')}`,
    )
  }
  if (slowReader === 'unbounded' && limits.maxBufferedBytes !== undefined) {
    throw mistake(
      attempted,
      "slowReader is 'unbounded' and maxBufferedBytes is a bound",
      'Leave one of them out',
    )
  }
  const maxMessageBytes = count(attempted, 'maxMessageBytes', limits.maxMessageBytes, DEFAULT_BYTES)
  const maxFrameBytes = count(attempted, 'maxFrameBytes', limits.maxFrameBytes, maxMessageBytes)
  const maxConnections = count(attempted, 'maxConnections', limits.maxConnections, Infinity)
  const maxBufferedBytes = count(attempted, 'maxBufferedBytes', limits.maxBufferedBytes, DEFAULT_BYTES)
  const maxTranscriptBytes = count(attempted, 'maxTranscriptBytes', limits.maxTranscriptBytes, Infinity)
  return {
    maxMessageBytes,
    maxFrameBytes,
    maxConnections,
    maxTranscriptBytes,
    maxBufferedBytes: slowReader === 'unbounded' ? Infinity : maxBufferedBytes,
    slowReaderCode: slowReader === 'close-1013' ? 1013 : 1008,
  }
}

/** How long a handshake may take to arrive, in ms. @throws MistakeError for what is no time */
export function handshakeTimeoutOf(attempted: string, timeoutMs: number | undefined): number {
  return count(attempted, 'handshakeTimeoutMs', timeoutMs, DEFAULT_HANDSHAKE_MS)
}

function count(attempted: string, name: string, value: number | undefined, otherwise: number): number {
  if (value === undefined) return otherwise
  if (Number.isInteger(value) && value >= 1 && value <= MOST) return value
  throw mistake(attempted, `${name} is ${String(value)}`, `Give a whole number from 1 to ${MOST}`)
}
