// Messages that only have a type: nothing is validated.
import type { StandardSchema } from '../match/standard-schema.ts'

/**
 * A message that is described by a TypeScript type alone: `say: typed<Say>()`. The compiler checks what you write; what
 * comes over the wire is taken as it is.
 */
export function typed<T>(): StandardSchema<T, T> {
  return {
    // The author says what it is; there is nothing to check it with.
    '~standard': { version: 1, vendor: 'parley', validate: (value) => ({ value: value as T }) },
  }
}
