// Stable names for values that differ from run to run: whole-string UUIDs and ISO timestamps, also as values in the
// query of a URL; UUIDs as segments of its path, its port; and what the author's paths lead to. Equal values get equal
// names; numbers count up in the order of asking.
import type { Payload } from '../wire/frame.ts'
import { isJson, rewriteJson, stringIn } from './json-text.ts'

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?$/
/** A URL, in parts: to its host, port, path, query, fragment. */
const URL_PARTS =
  /^([a-z][a-z\d+.-]*:\/\/(?:[^/?#@\s]*@)?(?:\[[^\]\s]*\]|[^/?#:@\s]*))(?::(\d{1,5}))?((?:\/[^?#\s]*)?)((?:\?[^#\s]*)?)((?:#\S*)?)$/i
/** What none of these is without; looked for before a message is taken apart. */
const MAYBE = /[\da-f]{8}-|\d{4}-|:\\?\/\\?\/|\\u/i

/** What a text is that differs from run to run by its nature, or undefined. */
export function volatileKind(text: string): 'uuid' | 'time' | undefined {
  if (UUID.test(text)) return 'uuid'
  return TIME.test(text) ? 'time' : undefined
}

export class StableNames {
  readonly #paths: readonly (readonly string[])[]
  readonly #names = new Map<string, string>()
  readonly #counts = new Map<string, number>()
  // A broadcast's payload comes once for each delivery.
  readonly #payloads = new Map<string, string>()

  /** @param paths where an author says that values are volatile: `id`, `items.*.createdAt` */
  constructor(paths: readonly string[]) {
    this.#paths = paths.map((path) => path.split('.'))
  }

  /** A payload with names in place of volatile values; everything else to the letter. */
  payload(payload: Payload): Payload {
    if (typeof payload !== 'string') return payload
    let named = this.#payloads.get(payload)
    if (named === undefined) this.#payloads.set(payload, (named = this.#message(payload)))
    return named
  }

  /** A name in place of the text, or of what is volatile in the URL that it is; or the text itself. */
  text(text: string): string {
    return this.#value(text) ?? this.#url(text) ?? text
  }

  #value(text: string): string | undefined {
    const kind = volatileKind(text)
    return kind === undefined ? undefined : this.#name(kind, text)
  }

  #url(text: string): string | undefined {
    const parts = URL_PARTS.exec(text)
    if (parts === null) return undefined
    const [, host = '', port, path = '', query = '', fragment = ''] = parts
    const namedPort = port === undefined ? '' : `:${this.#name('port', port)}`
    const namedPath = path.replace(/[^/]+/g, (segment) => {
      return UUID.test(segment) ? this.#name('uuid', segment) : segment
    })
    const namedQuery = query.replace(/[^&]+/g, (parameter) => {
      const valueAt = parameter.indexOf('=') + 1
      const named = valueAt === 0 ? undefined : this.#value(decoded(parameter.slice(valueAt)))
      return named === undefined ? parameter : parameter.slice(0, valueAt) + named
    })
    return host + namedPort + namedPath + namedQuery + fragment
  }

  #message(text: string): string {
    if (this.#paths.length === 0 && !MAYBE.test(text)) return text
    if (!isJson(text)) return this.text(text)
    return rewriteJson(text, {
      isWhole: (path) => this.#ruleFor(path) !== undefined,
      rewrite: (raw, path, isKey) => {
        if (raw.startsWith('"')) {
          const value = stringIn(raw)
          const named = this.text(value)
          if (named !== value) return JSON.stringify(named)
        }
        const rule = isKey ? undefined : this.#ruleFor(path)
        return rule === undefined ? raw : JSON.stringify(this.#name(rule, raw))
      },
    })
  }

  /** The name that values at a path get by a rule of the author's: its last step that is a field. */
  #ruleFor(path: readonly string[]): string | undefined {
    return volatileName(this.#paths, path)
  }

  #name(kind: string, value: string): string {
    const key = `${kind}#${value}`
    let name = this.#names.get(key)
    if (name === undefined) {
      const count = (this.#counts.get(kind) ?? 0) + 1
      this.#counts.set(kind, count)
      this.#names.set(key, (name = `<${kind}#${count}>`))
    }
    return name
  }
}

/** The name that values at a path get by the first rule that leads there: its last step that is a field. */
export function volatileName(
  rules: readonly (readonly string[])[],
  path: readonly string[],
): string | undefined {
  const rule = rules.find((steps) => {
    return steps.length === path.length && steps.every((step, index) => step === '*' || step === path[index])
  })
  return rule?.findLast((step) => step !== '*')
}

/** What a value in a query stands for: colons are often percent-encoded there. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
