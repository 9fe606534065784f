// Faults: what may go wrong between what the mock says and what a client gets. They are chosen per delivery, seeded;
// rules never see them. Carrying them out is the outgoing line's work.
import { checkOptionNames, mistake } from '../errors.ts'
import { matches } from '../match/match.ts'
import { checkPattern } from '../match/check.ts'
import type { Pattern } from '../match/pattern.ts'
import type { FaultKind } from '../transcript/entry.ts'
import { jsonCodec } from '../wire/codec.ts'
import type { DataFrame } from '../wire/frame.ts'
import { type Random, seededRandom } from './random.ts'

/** Which deliveries a fault strikes. Without options: every one. */
export interface FaultOptions {
  /** Only messages that match. */
  readonly match?: Pattern | undefined
  /** Only deliveries to this client. */
  readonly client?: string | undefined
  /** 0 to 1, drawn from the mock's seed for each delivery that qualifies. Default 1. */
  readonly probability?: number | undefined
  /** Lets so many qualifying deliveries pass first. Default 0. */
  readonly after?: number | undefined
  /** Strikes so often at most. Default: no limit. */
  readonly times?: number | undefined
}

export interface Fault {
  readonly kind: FaultKind
  readonly options: FaultOptions
  /** For `delay`: from and to, in ms. For `reorder`: how long the frame waits for one to overtake it. */
  readonly minMs: number
  readonly maxMs: number
}

const NAMES: readonly string[] = [
  'match',
  'client',
  'probability',
  'after',
  'times',
] satisfies (keyof FaultOptions)[]

function fault(kind: FaultKind, options: FaultOptions, minMs = 0, maxMs = minMs): Fault {
  const attempted = `faults.${kind}()`
  checkOptionNames(attempted, options, kind === 'reorder' ? [...NAMES, 'withinMs'] : NAMES)
  const { probability, after, times, match } = options
  if (probability !== undefined && !(probability >= 0 && probability <= 1)) {
    throw mistake(attempted, `the probability is ${String(probability)}`, 'Give a number from 0 to 1')
  }
  if (after !== undefined && !(after >= 0))
    throw mistake(attempted, `after is ${String(after)}`, 'Give a count, 0 or more')
  if (times !== undefined && !(times >= 1))
    throw mistake(attempted, `times is ${String(times)}`, 'Give a count, 1 or more')
  if (!(minMs >= 0) || !(maxMs >= minMs) || maxMs === Infinity) {
    throw mistake(
      attempted,
      `${String(minMs)} to ${String(maxMs)} ms is no delay`,
      'Give ms: a number, or { min, max }',
    )
  }
  if (match !== undefined) checkPattern(match, attempted)
  return { kind, options, minMs, maxMs }
}

/** The faults a mock can be given: `mock(rules, { faults: [faults.drop({ probability: 0.1 })], seed: 7 })`. First match wins. */
export const faults = {
  /** Holds a delivery, and what is behind it on the same connection, for some ms of the mock's clock. */
  delay: (ms: number | { readonly min: number; readonly max: number }, options: FaultOptions = {}): Fault =>
    typeof ms === 'number' ? fault('delay', options, ms) : fault('delay', options, ms.min, ms.max),
  /** Loses a delivery. */
  drop: (options: FaultOptions = {}): Fault => fault('drop', options),
  /** Delivers twice. */
  duplicate: (options: FaultOptions = {}): Fault => fault('duplicate', options),
  /** Lets the next frame of the connection overtake; if none comes within `withinMs` (default 10) it is delivered. */
  reorder: (options: FaultOptions & { readonly withinMs?: number } = {}): Fault =>
    fault('reorder', options, options.withinMs ?? 10),
  /** Ends the connection without a close frame instead of delivering. */
  cut: (options: FaultOptions = {}): Fault => fault('cut', options),
  /** From this delivery on the connection stays open and silent. */
  halfOpen: (options: FaultOptions = {}): Fault => fault('halfOpen', options),
} as const

/** @throws MistakeError for anything but a list of faults */
export function checkFaults(attempted: string, list: unknown): void {
  if (!Array.isArray(list)) throw mistake(attempted, 'faults is not a list', 'Write faults: [faults.drop()]')
  const place = list.findIndex((each) => !isFault(each))
  if (place === -1) return
  throw mistake(attempted, `faults[${place}] is not a fault`, 'Call what makes it, e.g. faults.drop()')
}

function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && 'kind' in value && 'minMs' in value
}

/** A fault that struck: which, and for `delay` and `reorder` how many ms. */
export interface Struck {
  readonly kind: FaultKind
  readonly ms: number
}

/** Draws, for each delivery, the fault that strikes it. */
export class FaultPlan {
  readonly #faults: readonly { readonly fault: Fault; seen: number; struck: number }[]
  readonly #random: Random

  constructor(list: readonly Fault[], seed: number) {
    this.#faults = list.map((each) => ({ fault: each, seen: 0, struck: 0 }))
    this.#random = seededRandom(seed)
  }

  /** Whether nothing can ever strike. */
  get isEmpty(): boolean {
    return this.#faults.length === 0
  }

  /** What happens to this frame on its way to this client. */
  strike(client: string, frame: DataFrame): Struck | undefined {
    for (const each of this.#faults) {
      const { options, kind, minMs, maxMs } = each.fault
      if (options.client !== undefined && options.client !== client) continue
      if (options.match !== undefined && !matches(options.match, jsonCodec.decode(frame.payload))) continue
      each.seen++
      if (each.seen <= (options.after ?? 0)) continue
      if (each.struck >= (options.times ?? Infinity)) continue
      if (options.probability !== undefined && this.#random() >= options.probability) continue
      each.struck++
      return { kind, ms: minMs === maxMs ? minMs : minMs + this.#random() * (maxMs - minMs) }
    }
    return undefined
  }
}
