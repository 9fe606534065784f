// Patterns of a file, as patterns of core; and what a message has to be, whether it is read as data or as text.
import { accepts } from '../../match/accepts.ts'
import { Memory } from '../../match/memory.ts'
import { matches } from '../../match/match.ts'
import { anyOf } from '../../match/matchers/any-of.ts'
import { arrayOf } from '../../match/matchers/array-of.ts'
import { boolean } from '../../match/matchers/boolean.ts'
import { exactly } from '../../match/matchers/exactly.ts'
import { isoTime, uuid } from '../../match/matchers/format.ts'
import { integer, number } from '../../match/matchers/number.ts'
import { absent, anything } from '../../match/matchers/presence.ts'
import { text } from '../../match/matchers/text.ts'
import { isEqual } from '../../match/equal.ts'
import type { Pattern } from '../../match/pattern.ts'
import { matchesMessage } from '../../match/reading.ts'
import { jsonCodec } from '../../wire/codec.ts'
import { fromBase64 } from '../../transcript/base64.ts'
import { jsonPath } from '../json-path.ts'
import { jsonSchema } from '../json-schema.ts'
import type { Data, PatternData } from '../mock-file/model.ts'
import type { FilePath } from '../problem.ts'
import { linearRegex } from '../regex.ts'
import { isRecord } from '../shape.ts'
import type { Scope } from '../templates/scope.ts'
import { parseXml } from '../xml.ts'
import type { Workshop } from './workshop.ts'

type Fields = Readonly<Record<string, unknown>>

/** The `$word` of an object that stands for something else. */
export function wordOf(data: Data): string | undefined {
  return isRecord(data) ? Object.keys(data).find((name) => name.startsWith('$')) : undefined
}

/** Compiles a pattern whose shape is known to be right. */
export function patternOf(data: PatternData, path: FilePath, workshop: Workshop): Pattern {
  if (Array.isArray(data)) {
    return (data as readonly Data[]).map((each, index) => patternOf(each, [...path, index], workshop))
  }
  if (typeof data !== 'object' || data === null) return data as Pattern
  const word = wordOf(data)
  if (word !== undefined) {
    const at = [...path, word]
    return workshop.make<Pattern>(at, anything(), () => operatorOf(word, data as Fields, at, workshop))
  }
  return Object.fromEntries(
    Object.entries(data).map(([field, each]) => [field, patternOf(each as Data, [...path, field], workshop)]),
  )
}

function operatorOf(word: string, data: Fields, path: FilePath, workshop: Workshop): Pattern {
  const value = data[word]
  const inner = (each: unknown, ...more: FilePath): Pattern =>
    patternOf(each as Data, [...path, ...more], workshop)
  // What the shape has checked: true, or the options of the matcher of that name.
  const options = (value === true ? undefined : value) as object | undefined
  switch (word) {
    case '$exactly':
      return exactly(value as never)
    case '$anyOf': {
      const [first = null, ...others] = (value as readonly unknown[]).map((each, index) => inner(each, index))
      return anyOf(first, ...others)
    }
    case '$allOf': {
      const all = (value as readonly unknown[]).map((each, index) => inner(each, index))
      return (candidate: unknown) => all.every((each) => matches(each, candidate))
    }
    case '$not': {
      const one = inner(value)
      return (candidate: unknown) => !accepts(one, candidate, new Memory())
    }
    case '$text':
      return text(options)
    case '$number':
      return number(options)
    case '$integer':
      return integer(options)
    case '$boolean':
      return boolean()
    case '$uuid':
      return uuid()
    case '$isoTime':
      return isoTime()
    case '$anything':
      return anything()
    case '$absent':
      return absent()
    case '$arrayOf': {
      const { min, max } = data as { min?: number; max?: number }
      return arrayOf(inner(value), {
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
      })
    }
    case '$bytes':
      return bytesOf(String(value))
    case '$jsonSchema':
      return jsonSchema(value as object | boolean)
    case '$jsonPath': {
      const { find } = jsonPath(String(value))
      const is =
        data['is'] === undefined
          ? undefined
          : patternOf(data['is'] as Data, [...path.slice(0, -1), 'is'], workshop)
      return (candidate: unknown) => {
        const found = find(typeof candidate === 'string' ? jsonCodec.decode(candidate) : candidate)
        return is === undefined ? found !== undefined : matches(is, found)
      }
    }
    default:
      return textTest(word, String(value), value, data['flags'])
  }
}

/** @throws Error for what is no base64 */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const bytes = fromBase64(base64)
  if (bytes === undefined) throw new Error(`${JSON.stringify(base64)} is no base64`)
  return bytes
}

function textTest(
  word: string,
  source: string,
  value: unknown,
  flags: unknown,
): (candidate: unknown) => boolean {
  const test = ((): ((candidate: string) => boolean) => {
    switch (word) {
      case '$regex': {
        const regex = linearRegex(source, flags === undefined ? '' : String(flags))
        return (candidate) => regex.test(candidate)
      }
      case '$startsWith':
        return (candidate) => candidate.startsWith(source)
      case '$endsWith':
        return (candidate) => candidate.endsWith(source)
      case '$contains':
        return (candidate) => candidate.includes(source)
      case '$json':
        return (candidate) => isJson(candidate, value)
      default: {
        const expected = parseXml(source)
        if (expected === undefined) throw new Error('it is no XML')
        return (candidate) => {
          const actual = parseXml(candidate)
          return actual !== undefined && isEqual(expected, actual)
        }
      }
    }
  })()
  return (candidate) => typeof candidate === 'string' && test(candidate)
}

function isJson(candidate: string, expected: unknown): boolean {
  try {
    return isEqual(expected, JSON.parse(candidate) as unknown)
  } catch {
    // No JSON: another text.
    return false
  }
}

/** Words that are about texts, also where the text is JSON. */
const ABOUT_TEXT: readonly string[] = [
  '$regex',
  '$startsWith',
  '$endsWith',
  '$contains',
  '$json',
  '$xml',
  '$text',
]

/** What a message has to be: a pattern about texts looks at its text, any other at what it is read as. */
export function messageTest(
  data: PatternData,
  path: FilePath,
  workshop: Workshop,
): (scope: Scope) => boolean {
  const word = wordOf(data)
  const value: unknown = word === undefined ? undefined : (data as Fields)[word]
  const parts = (each: unknown, index: number): ((scope: Scope) => boolean) =>
    messageTest(each as Data, [...path, word ?? '', index], workshop)
  if (word === '$not') {
    const one = messageTest(value as Data, [...path, word], workshop)
    return (scope) => !one(scope)
  }
  if (word === '$allOf' || word === '$anyOf') {
    const all = (value as readonly unknown[]).map(parts)
    return word === '$allOf'
      ? (scope) => all.every((each) => each(scope))
      : (scope) => all.some((each) => each(scope))
  }
  const pattern = patternOf(data, path, workshop)
  const isAboutText = typeof data === 'string' || (word !== undefined && ABOUT_TEXT.includes(word))
  return ({ message, text: whole }) =>
    matchesMessage(pattern, message, whole) ||
    (isAboutText && !(message instanceof Uint8Array) && matches(pattern, whole))
}
