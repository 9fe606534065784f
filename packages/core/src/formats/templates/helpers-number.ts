// Helpers for numbers and comparisons.
import type { Call, Helpers } from './helper.ts'

/** Goes through the numbers among the arguments, from the first one on. */
const folded =
  (fold: (sum: number, each: number) => number) =>
  ({ args }: Call): number | '' => {
    const [first, ...others] = args
    if (args.length === 0) return ''
    return others
      .map(Number)
      .filter((each) => !Number.isNaN(each))
      .reduce(fold, Number(first))
  }

const rounded =
  (round: (value: number) => number) =>
  ({ args }: Call): number | '' =>
    args.length === 0 ? '' : round(Number(args[0]))

const compared =
  (holds: (a: number, b: number) => boolean) =>
  ({ args: [a, b] }: Call): boolean =>
    !Number.isNaN(Number(a)) && !Number.isNaN(Number(b)) && holds(Number(a), Number(b))

export const numberHelpers: Helpers = {
  add: folded((a, b) => a + b),
  subtract: folded((a, b) => a - b),
  multiply: folded((a, b) => a * b),
  divide: folded((a, b) => (b === 0 ? a : a / b)),
  modulo: ({ args: [a, b] }) => (b === undefined || Number(b) === 0 ? '' : Number(a) % Number(b)),
  ceil: rounded(Math.ceil),
  floor: rounded(Math.floor),
  round: rounded(Math.round),
  toFixed: ({ args: [value, digits] }) => {
    const places = Number(digits)
    return (Number(value) || 0).toFixed(Number.isNaN(places) ? 0 : Math.min(Math.max(places, 0), 100))
  },
  parseInt: ({ args }) => {
    const value = Number.parseInt(String(args[0]), 10)
    return args.length === 0 || Number.isNaN(value) ? '' : value
  },
  eq: ({ args }) => args.length >= 2 && args[0] === args[1],
  gt: compared((a, b) => a > b),
  gte: compared((a, b) => a >= b),
  lt: compared((a, b) => a < b),
  lte: compared((a, b) => a <= b),
}
