// What narrows an assertion, checked when it is made.
import { checkOptionNames, mistake } from '../errors.ts'
import type { Entry } from '../transcript/entry.ts'

export interface WaitOptions {
  /** How long to wait for it, in ms of real time. Default 1,000. Fake timers neither shorten nor lengthen it. */
  readonly timeoutMs?: number | undefined
}

export interface HistoryOptions extends WaitOptions {
  /** Only entries after this one (an entry of the transcript, or its `seq`). Default: the whole history. */
  readonly after?: Entry | number | undefined
}

/** How often: exactly, or from min to max. */
export type Times = number | { readonly min?: number | undefined; readonly max?: number | undefined }

export interface CountOptions extends HistoryOptions {
  /** How often. Default: at least once. */
  readonly times?: Times | undefined
}

export interface Range {
  readonly min: number
  readonly max: number
}

const DEFAULT_TIMEOUT_MS = 1000

/** @throws MistakeError unless it is a number of ms, 0 or more */
export function timeoutOf(attempted: string, { timeoutMs = DEFAULT_TIMEOUT_MS }: WaitOptions): number {
  if (typeof timeoutMs === 'number' && timeoutMs >= 0) return timeoutMs
  throw mistake(
    attempted,
    `timeoutMs is ${JSON.stringify(timeoutMs) ?? String(timeoutMs)}`,
    'Give a number of ms, 0 or more',
  )
}

/** The `seq` after which the history counts. @throws MistakeError unless it is an entry or a number */
export function startOf(attempted: string, { after = 0 }: HistoryOptions): number {
  const seq: unknown = typeof after === 'object' && after !== null ? after.seq : after
  if (typeof seq === 'number' && seq >= 0) return seq
  throw mistake(
    attempted,
    'after is neither an entry nor a seq',
    'Give an entry of the transcript, or its seq',
  )
}

/** @throws MistakeError for a count that is none */
export function rangeOf(attempted: string, times: Times | undefined): Range {
  if (times === undefined) return { min: 1, max: Infinity }
  const { min, max } =
    typeof times === 'number'
      ? { min: times, max: times }
      : { min: times.min ?? 0, max: times.max ?? Infinity }
  if (min >= 0 && max >= min && (Number.isInteger(max) || max === Infinity) && Number.isInteger(min))
    return { min, max }
  throw mistake(
    attempted,
    `times is ${JSON.stringify(times)}`,
    'Give a whole number, 0 or more, or { min, max }',
  )
}

const WAIT: readonly (keyof WaitOptions)[] = ['timeoutMs']
const HISTORY: readonly (keyof HistoryOptions)[] = ['after', ...WAIT]
const COUNT: readonly (keyof CountOptions)[] = ['times', ...HISTORY]

/** Whether it can be options and not a pattern. */
export function isOptions(value: unknown): boolean {
  const names: readonly string[] = [...COUNT, 'group']
  return (
    value === undefined ||
    (typeof value === 'object' && value !== null && Object.keys(value).every((name) => names.includes(name)))
  )
}

/** @throws MistakeError for an option that a claim about the history does not have */
export function checkHistoryOptions(attempted: string, options: HistoryOptions): void {
  checkOptionNames(attempted, options, HISTORY)
}

/** @throws MistakeError for an option that a claim which counts does not have @param more those it has besides */
export function checkCountOptions(attempted: string, options: CountOptions, ...more: string[]): void {
  checkOptionNames(attempted, options, [...COUNT, ...more])
}
