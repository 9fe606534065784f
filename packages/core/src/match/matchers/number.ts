// Matchers of numbers.
import { mistake } from '../../errors.ts'
import { defineMatcher, type Matcher } from '../matcher.ts'
import { showValue } from '../show.ts'
import { checkRange, clamp } from './range.ts'

/** Bounds, both included. */
export interface NumberRange {
  readonly min?: number | undefined
  readonly max?: number | undefined
}

/** A whole number that a double holds exactly, or one within bounds. */
export function integer(range?: NumberRange): Matcher<number> {
  const attempted = `integer(${range === undefined ? '' : showValue(range)})`
  const { min, max } = range ?? {}
  checkRange(attempted, min, max)
  const least = Math.ceil(clamp(min ?? -Infinity, Number.MIN_SAFE_INTEGER))
  const most = Math.floor(clamp(max ?? Infinity, undefined, Number.MAX_SAFE_INTEGER))
  if (least > most) throw mistake(attempted, 'there is no whole number in this range', 'Widen the bounds')
  return defineMatcher('integer', [range], {
    test: (value) => Number.isSafeInteger(value) && isWithin(value, least, most),
    example: () => clamp(1, least, most),
  })
}

/** A number that JSON can hold (neither NaN nor infinite), or one within bounds. */
export function number(range?: NumberRange): Matcher<number> {
  const attempted = `number(${range === undefined ? '' : showValue(range)})`
  const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE } = range ?? {}
  checkRange(attempted, min, max)
  if (min === Infinity || max === -Infinity) {
    throw mistake(attempted, 'no number that JSON can hold is in this range', 'Widen the bounds')
  }
  return defineMatcher('number', [range], {
    test: (value) => Number.isFinite(value) && isWithin(value, min, max),
    example: () => clamp(1.5, min, max),
  })
}

function isWithin(value: unknown, min: number, max: number): boolean {
  return typeof value === 'number' && value >= min && value <= max
}
