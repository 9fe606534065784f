// Matchers of whether something is there, whatever it is.
import { defineMatcher, type Matcher } from '../matcher.ts'

/** Any value, null included; as a field, it must be there. Takes the type that its place asks for. */
export function anything<T = unknown>(): Matcher<T> {
  return defineMatcher<T>('anything', [], {
    test: (value) => value !== undefined,
    // No example can be of a type that only the place knows; a text is what every codec can send.
    example: () => 'anything' as T,
  })
}

/** The field must not be there. Its example leaves the field out. */
export function absent(): Matcher<undefined> {
  return defineMatcher('absent', [], {
    test: (value) => value === undefined,
    example: () => undefined,
  })
}
