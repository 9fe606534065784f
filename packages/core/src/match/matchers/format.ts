// Matchers of strings in well-known formats.
import { defineMatcher, type Matcher } from '../matcher.ts'

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i
const ISO_TIME =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:\.\d+)?)?(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d)$/

/** A UUID of any version, in either case. */
export function uuid(): Matcher<string> {
  return defineMatcher('uuid', [], {
    test: (value) => typeof value === 'string' && UUID.test(value),
    example: () => '00000000-0000-4000-8000-000000000000',
  })
}

/** A timestamp of ISO 8601 with date, time and zone, such as `2026-01-31T12:00:00.000Z`. */
export function isoTime(): Matcher<string> {
  return defineMatcher('isoTime', [], {
    test: (value) => typeof value === 'string' && isIsoTime(value),
    example: () => '2026-01-01T00:00:00.000Z',
  })
}

function isIsoTime(value: string): boolean {
  const parts = ISO_TIME.exec(value)
  return parts !== null && Number(parts[3]) <= daysIn(Number(parts[1]), Number(parts[2]))
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}
