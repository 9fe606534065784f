// The times of a HAR file: moments as text, and frames whose unit is not said, since 1970 or since the connection began.
import { mistake } from '../../errors.ts'

/** Ms since 1970 of an ISO 8601 date. @throws MistakeError for what is no date */
export function startOf(value: unknown, place: string): number {
  const start = typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (!Number.isNaN(start)) return start
  throw mistake(
    'reading a HAR file',
    `${place}.startedDateTime: expected a date, found ${JSON.stringify(value) ?? 'nothing'}`,
    'Export it again, or correct the place',
  )
}

/** How many ms are in a unit: Chromium writes seconds, Playwright ms, some tools microseconds. */
const UNITS: readonly number[] = [1000, 1, 0.001]
/** Clocks are apart, and connections last; but a wrong unit is off by a factor of a thousand. */
const MOST_APART_MS = 10 * 365 * 86_400_000

/**
 * The moments of frames, in ms since 1970, never before the one in front. The unit is the one in which the first is near
 * the beginning of the connection; where none is, they count from there, in ms. A frame without a time (-1) is where
 * the one before is.
 *
 * @param start the beginning of the connection, in ms since 1970
 */
export function timesOf(times: readonly number[], start: number): readonly number[] {
  const first = times.find((time) => time >= 0)
  const unit =
    first === undefined ? undefined : UNITS.find((each) => Math.abs(first * each - start) <= MOST_APART_MS)
  let last = start
  return times.map((time) => {
    if (time >= 0) last = Math.max(last, unit === undefined ? start + time : time * unit)
    return last
  })
}
