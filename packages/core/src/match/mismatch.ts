// What it means to match, as data: a yes, or the list of places that differ. The text is made in describe-mismatch.ts.

/** One place where a value differs from a pattern. */
export interface Mismatch {
  /** Fields and indices from the message down; empty for the message itself. */
  readonly path: readonly (string | number)[]
  /** The pattern at that place, as text: `'lobby'`, `integer({ min: 1 })`; or a schema's own words. */
  readonly expected: string
  /** What was there; undefined when nothing was. */
  readonly actual: unknown
  /** What may help: why it differs, or what to write instead. */
  readonly hint?: string
}

/** The outcome of matching one value. */
export type Match =
  | { readonly matched: true }
  | { readonly matched: false; readonly mismatches: readonly Mismatch[] }

/** The same mismatch seen from `keys` further up. */
export function below(keys: readonly (string | number)[], mismatch: Mismatch): Mismatch {
  return { ...mismatch, path: [...keys, ...mismatch.path] }
}
