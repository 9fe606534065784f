// Mismatches as text: the one place where `Match` becomes sentences.
import type { Mismatch } from './mismatch.ts'
import { showKey, showValue } from './show.ts'

/** One line for each mismatch, e.g. `room: expected 'lobby', got 'lobbi'`. */
export function describeMismatches(mismatches: readonly Mismatch[]): string[] {
  return mismatches.map(describeMismatch)
}

function describeMismatch({ path, expected, actual, hint }: Mismatch): string {
  const place = path.length === 0 ? '' : `${describePath(path)}: `
  const got = actual === undefined ? 'nothing' : showValue(actual)
  return `${place}expected ${expected}, got ${got}${hint === undefined ? '' : ` (${hint})`}`
}

/** A path as source code has it: `items[0].id`, `headers['x-id']`. */
export function describePath(path: readonly (string | number)[]): string {
  return path
    .map((key, index) => {
      if (typeof key === 'number') return `[${key}]`
      const shown = showKey(key)
      if (shown !== key) return `[${shown}]`
      return index === 0 ? key : `.${key}`
    })
    .join('')
}
