// Values in data by a path: JSONPath (RFC 9535), and the dotted paths that Mockoon's authors write.
import { linearRegex } from './regex.ts'
import { peer } from './peers.ts'
import type { JSONPathEnvironment } from 'json-p3'

// Functions of RFC 9535 that take a regular expression of the author's: these must not hang either.
function environmentOf(): JSONPathEnvironment {
  const jsonp3 = peer('json-p3', 'a JSONPath')
  const made = new jsonp3.JSONPathEnvironment()
  const { ValueType, LogicalType } = jsonp3.FunctionExpressionType
  const finding = (around: (source: string) => string) => ({
    argTypes: [ValueType, ValueType],
    returnType: LogicalType,
    call(text: unknown, source: unknown): boolean {
      return typeof text === 'string' && typeof source === 'string' && linearRegex(around(source)).test(text)
    },
  })
  made.functionRegister.set(
    'match',
    finding((source) => `^(?:${source})$`),
  )
  made.functionRegister.set(
    'search',
    finding((source) => source),
  )
  return made
}

export interface JsonPath {
  /** The value; of a path that may find several, the list of them; undefined where nothing is found. */
  find(data: unknown): unknown
}

/** @throws Error for a path that is none */
export function jsonPath(source: string): JsonPath {
  const isLength = source.endsWith('.length')
  const path = standard(isLength ? source.slice(0, -'.length'.length) : source)
  const query = environmentOf().compile(path)
  const mayFindSeveral = /[*?:,]/.test(path.replace(/'[^']*'|"[^"]*"/g, ''))
  const values = (data: unknown): unknown => {
    if (typeof data !== 'object' || data === null) return path === '$' ? data : undefined
    const found = query.query(data as Parameters<typeof query.query>[0]).values()
    if (found.length === 0) return undefined
    return found.length === 1 && !mayFindSeveral ? found[0] : found
  }
  if (!isLength) return { find: values }
  return {
    find(data) {
      const value = values(data)
      return Array.isArray(value) || typeof value === 'string' ? value.length : fieldOf(value, 'length')
    },
  }
}

/**
 * A path in the words of RFC 9535. Mockoon's authors also write `$.0.name`, `$.first-name`, `===`, `[(@.length-1)]`, and
 * end a path with the length of a list.
 */
function standard(source: string): string {
  return source
    .replace(/\[\(@\.length-(\d+)\)\]/g, '[-$1]')
    .split(/('[^']*'|"[^"]*")/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .replace(/([=!])==/g, '$1=')
            .replace(/(?<![.\d])\.(\d+)(?=[.[\])]|$)/g, '[$1]')
            .replace(/(?<=[$\w\]])\.([A-Za-z_][\w]*(?:-[\w]+)+)(?=[.[]|$)/g, "['$1']"),
    )
    .join('')
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return Reflect.get(value, name)
}

/** The parts of a dotted path: `a.b\.c.0`. */
export function dottedParts(path: string): readonly string[] {
  return path.split(/(?<!\\)\./).map((part) => part.replaceAll(String.raw`\.`, '.'))
}

/** A value by a dotted path, own fields only. */
export function valueAt(data: unknown, path: readonly string[]): unknown {
  let value = data
  for (const part of path) {
    value = Array.isArray(value) && part === 'length' ? value.length : fieldOf(value, part)
    if (value === undefined) return undefined
  }
  return value
}
