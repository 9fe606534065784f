// Values of a file or a message as texts.

/**
 * A value as `String()` writes it, also where data of JSON has put something else in the place of an object's
 * `toString`, with which `String()` throws.
 */
export function writtenOut(value: unknown): string {
  try {
    return String(value)
  } catch {
    return Object.prototype.toString.call(value)
  }
}
