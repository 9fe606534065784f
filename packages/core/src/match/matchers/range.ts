// The bounds that matchers of numbers, texts and lists take.
import { mistake } from '../../errors.ts'
import { showValue } from '../show.ts'

/** Refuses bounds between which nothing lies. @param attempted the call, for the sentence */
export function checkRange(attempted: string, min: number | undefined, max: number | undefined): void {
  for (const bound of [min, max]) {
    if (bound === undefined || (typeof bound === 'number' && !Number.isNaN(bound))) continue
    throw mistake(
      attempted,
      `${showValue(bound)} is not a number`,
      'Give numbers as bounds, or leave them out',
    )
  }
  if (min !== undefined && max !== undefined && min > max) {
    throw mistake(attempted, `nothing is at least ${min} and at most ${max}`, 'Swap the bounds')
  }
}

/** Refuses bounds of a length: whole numbers from 0. */
export function checkLengthRange(attempted: string, min: number | undefined, max: number | undefined): void {
  checkRange(attempted, min, max)
  for (const bound of [min, max]) {
    if (bound === undefined || bound === Infinity || (Number.isInteger(bound) && bound >= 0)) continue
    throw mistake(attempted, `${bound} is not a length`, 'Give a whole number, 0 or more')
  }
}

/** The value in the range that is nearest. */
export function clamp(value: number, min: number = -Infinity, max: number = Infinity): number {
  return Math.min(Math.max(value, min), max)
}
