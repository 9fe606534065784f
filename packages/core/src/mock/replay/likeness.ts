// Whether what a client says is what was recorded, although values differ from run to run: UUIDs, times, and what an
// author's paths lead to. Such values are captured where they come, and put in their place where the recording says them again.
import { isObject } from '../../transcript/entry-fields.ts'
import { isJson, rewriteJson } from '../../transcript/json-text.ts'
import { volatileKind, volatileName } from '../../transcript/stable-names.ts'
import type { Payload } from '../../wire/frame.ts'

/** Values by their kind and how they were recorded; both as JSON. */
export type Captures = ReadonlyMap<string, string>

export class Likeness {
  readonly #paths: readonly (readonly string[])[]
  readonly #isConsistent: boolean

  /**
   * @param paths where an author says that values are volatile
   * @param isConsistent whether a value that was captured has to come again where it was recorded again
   */
  constructor(paths: readonly string[], isConsistent: boolean) {
    this.#paths = paths.map((path) => path.split('.'))
    this.#isConsistent = isConsistent
  }

  /** What is captured by then, if this is the message; undefined if it is another. */
  captures(recorded: Payload, actual: Payload, known: Captures): Captures | undefined {
    if (typeof recorded !== 'string' || typeof actual !== 'string') {
      return isSame(recorded, actual) ? known : undefined
    }
    const captured = new Map(known)
    const isLike =
      isJson(recorded) && isJson(actual)
        ? this.#isLike(JSON.parse(recorded), JSON.parse(actual), [], captured)
        : this.#isLike(recorded, actual, [], captured)
    return isLike ? captured : undefined
  }

  /** A recorded message with the captured values in it. */
  spoken(recorded: Payload, known: Captures): Payload {
    if (typeof recorded !== 'string' || known.size === 0) return recorded
    return this.#rewritten(recorded, (key, raw) => known.get(key) ?? raw)
  }

  /** What is known after the server said this: what it invented itself has to come back as it was said. */
  afterSaying(recorded: Payload, known: Captures): Captures {
    if (typeof recorded !== 'string') return known
    const after = new Map(known)
    this.#rewritten(recorded, (key, raw) => {
      if (!after.has(key)) after.set(key, raw)
      return raw
    })
    return after
  }

  #rewritten(recorded: string, value: (key: string, raw: string) => string): string {
    if (!isJson(recorded)) {
      const kind = volatileKind(recorded)
      if (kind === undefined) return recorded
      const raw = JSON.stringify(recorded)
      return String(JSON.parse(value(`${kind} ${raw}`, raw)))
    }
    return rewriteJson(recorded, {
      isWhole: (path) => volatileName(this.#paths, path) !== undefined,
      rewrite: (raw, path, isKey) => {
        const parsed: unknown = JSON.parse(raw)
        const kind = (isKey ? undefined : volatileName(this.#paths, path)) ?? kindOf(parsed)
        return kind === undefined ? raw : value(`${kind} ${JSON.stringify(parsed)}`, raw)
      },
    })
  }

  #isLike(
    recorded: unknown,
    actual: unknown,
    path: readonly string[],
    captured: Map<string, string>,
  ): boolean {
    const named = volatileName(this.#paths, path)
    if (named !== undefined) return this.#capture(named, recorded, actual, captured)
    const kind = kindOf(recorded)
    if (kind !== undefined) return kindOf(actual) === kind && this.#capture(kind, recorded, actual, captured)
    if (Array.isArray(recorded) && Array.isArray(actual)) {
      return (
        recorded.length === actual.length &&
        recorded.every((each, index) => this.#isLike(each, actual[index], [...path, String(index)], captured))
      )
    }
    if (!isObject(recorded) || !isObject(actual)) return Object.is(recorded, actual)
    const fields = Object.keys(recorded)
    return (
      fields.length === Object.keys(actual).length &&
      fields.every(
        (field) =>
          Object.hasOwn(actual, field) &&
          this.#isLike(recorded[field], actual[field], [...path, field], captured),
      )
    )
  }

  #capture(kind: string, recorded: unknown, actual: unknown, captured: Map<string, string>): boolean {
    const key = `${kind} ${JSON.stringify(recorded)}`
    const value = JSON.stringify(actual)
    const before = captured.get(key)
    // The same moment may well be recorded for two things, which come at different ones now.
    if (this.#isConsistent && kind !== 'time' && before !== undefined) return before === value
    captured.set(key, value)
    return true
  }
}

function kindOf(value: unknown): string | undefined {
  return typeof value === 'string' ? volatileKind(value) : undefined
}

function isSame(a: Payload, b: Payload): boolean {
  return (
    typeof a !== 'string' &&
    typeof b !== 'string' &&
    a.length === b.length &&
    a.every((byte, index) => byte === b[index])
  )
}
