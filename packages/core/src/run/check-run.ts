// The options that all ways of running a scenario have, checked.
import { mistake } from '../errors.ts'

/** @throws MistakeError unless it is a number */
export function checkSeed(attempted: string, seed: number): void {
  if (!Number.isFinite(seed)) throw mistake(attempted, `the seed is ${String(seed)}`, 'Give a number')
}

/** @throws MistakeError unless it is a number of ms that ends */
export function checkPatience(attempted: string, patienceMs: number): void {
  if (patienceMs >= 0 && patienceMs < Infinity) return
  throw mistake(attempted, `patienceMs is ${String(patienceMs)}`, 'Give a number of ms, 0 or more')
}
