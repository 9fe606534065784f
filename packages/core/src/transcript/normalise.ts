// A transcript as it can be compared between runs: without what differs from run to run, in canonical order, volatile
// values by stable names. Any change to what was said still changes it.
import { mistake } from '../errors.ts'
import { canonicalOrder } from './canonical-order.ts'
import type { Entry, Transcript } from './entry.ts'
import { compareNaturally } from './natural-order.ts'
import { StableNames } from './stable-names.ts'
import { checkWhole } from './whole.ts'

export interface NormaliseOptions {
  /**
   * Paths in JSON messages whose values differ from run to run: `id`, `items.*.createdAt`, where `*` is any field or
   * index. A value there becomes `<id#1>`; equal values of one name stay equal.
   */
  readonly volatile?: readonly string[] | undefined
  /** Keeps pings and pongs. Default false. */
  readonly heartbeats?: boolean | undefined
}

type Without<E, Fields extends PropertyKey> = E extends unknown ? Omit<E, Fields> : never

/** An entry without `seq`, `at` and headers. Its `cause` is the position, from 1, of another in the same list. */
export type NormalisedEntry = Without<Entry, 'seq' | 'at' | 'cause' | 'headers'> & { readonly cause?: number }

/**
 * The same list for every interleaving of the same conversation. It changes when a frame is dropped, duplicated,
 * altered, sent to another client, or swapped with another on its connection.
 *
 * @throws MistakeError for a path that leads nowhere, or a transcript whose oldest entries were not kept
 */
export function normalise(
  transcript: Transcript,
  options: NormaliseOptions = {},
): readonly NormalisedEntry[] {
  const { volatile = [], heartbeats = false } = options
  checkVolatilePaths(volatile)
  checkWhole('normalising a transcript', transcript)
  // Names are given after ordering, and the order looks at no value: both hold for every interleaving.
  const names = new StableNames(volatile)
  const positions = new Map<number, number>()
  const normalised: NormalisedEntry[] = []
  const entries = heartbeats ? transcript.entries : withoutNoise(transcript.entries)
  for (const entry of canonicalOrder(entries)) {
    if (!heartbeats && isHeartbeat(entry)) continue
    const cause = entry.cause === undefined ? undefined : positions.get(entry.cause)
    positions.set(entry.seq, normalised.push(stable(entry, cause, names)))
  }
  return normalised
}

// Before ordering, so that no heartbeat moves anything; but one that something follows from tells where that belongs.
function withoutNoise(entries: readonly Entry[]): readonly Entry[] {
  const causes = new Set<number | undefined>()
  for (const entry of entries) if (!isHeartbeat(entry)) causes.add(entry.cause)
  return entries.filter((entry) => !isHeartbeat(entry) || causes.has(entry.seq))
}

function isHeartbeat({ kind }: Entry): boolean {
  return kind === 'ping' || kind === 'pong'
}

function stable(entry: Entry, cause: number | undefined, names: StableNames): NormalisedEntry {
  const kept: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(entry)) {
    if (value === undefined || LEFT_OUT.has(field)) continue
    kept[field] = NAMED.has(field) ? named(value, names) : value
  }
  // Members are listed in the order they joined, which is another one when they join at the same time.
  if (entry.kind === 'broadcast') kept['recipients'] = entry.recipients.toSorted(compareNaturally)
  if ('payload' in entry) kept['payload'] = names.payload(entry.payload)
  if (cause !== undefined) kept['cause'] = cause
  // The same fields as the entry's, but for those left out.
  return kept as unknown as NormalisedEntry
}

const LEFT_OUT: ReadonlySet<string> = new Set(['seq', 'at', 'cause', 'headers', 'payload'])
const NAMED: ReadonlySet<string> = new Set(['url', 'group', 'groups'])

function named(value: unknown, names: StableNames): unknown {
  if (typeof value === 'string') return names.text(value)
  return Array.isArray(value) ? value.map((each) => named(each, names)) : value
}

/** @throws MistakeError for a path that leads nowhere */
export function checkVolatilePaths(paths: readonly string[]): void {
  for (const [index, path] of paths.entries()) {
    const steps = typeof path === 'string' ? path.split('.') : []
    if (steps.includes('') || steps.every((step) => step === '*')) {
      throw mistake(
        `volatile[${index}], ${JSON.stringify(path)}`,
        'it is no path to a field',
        "Write the names of fields with dots between, and * for any field or index: 'items.*.createdAt'",
      )
    }
  }
}
