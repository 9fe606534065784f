// The numbers with which servers count what they deliver: read exactly, since offsets and snowflakes have more digits than
// a `number` holds.
import { jsonCodec } from '../wire/codec.ts'

/** A number of a sequence: a `number` where that is exact, else a `bigint`, so that equal ones are the same value. */
export type Sequent = number | bigint

/** The number in a delivered message; undefined where there is none, or where it has lost digits on its way. */
export function numberIn(message: unknown, field: string): Sequent | undefined {
  // A mock without a contract delivers texts; most are JSON.
  const fields = typeof message === 'string' ? jsonCodec.decode(message) : message
  const value: unknown =
    typeof fields === 'object' && fields !== null ? Reflect.get(fields, field) : undefined
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : undefined
  if (typeof value === 'bigint') return exact(value)
  return typeof value === 'string' && /^-?\d+$/.test(value) ? exact(BigInt(value)) : undefined
}

/** The number after it. */
export function following(number: Sequent): Sequent {
  return exact(typeof number === 'bigint' ? number + 1n : number + 1)
}

function exact(number: Sequent): Sequent {
  const short = Number(number)
  if (Number.isSafeInteger(short)) return short
  return typeof number === 'bigint' || !Number.isInteger(number) ? number : BigInt(number)
}

/** How many numbers lie between two. */
export function between(one: Sequent, other: Sequent): number {
  const isWhole = Number.isInteger(Number(one)) && Number.isInteger(Number(other))
  return (isWhole ? Number(BigInt(other) - BigInt(one)) : Number(other) - Number(one)) - 1
}
