// Moco's contents and requests as messages and conditions of a mock file.
import type { ActionData, ConditionData, Data, MessageData, PatternData } from '../mock-file/model.ts'
import type { FilePath } from '../problem.ts'
import { linearRegex } from '../regex.ts'
import { isRecord } from '../shape.ts'
import type { Notes } from '../notes.ts'
import { writtenOut } from '../written-out.ts'
import { translateTemplate } from './template.ts'

export interface MocoMeans {
  readonly notes: Notes
  /** Whether replies are binary frames, as Moco sends them. */
  readonly isExact: boolean
}

/** Moco trims the texts of its configurations. */
function trimmed(value: unknown): string {
  return typeof value === 'string' ? value.trim() : (JSON.stringify(value) ?? '')
}

/** A text that is sent as it is, whatever is in it. */
function literal(text: string): MessageData {
  return text.includes('{{') ? { $literal: text } : text
}

/** A content: a text, or `{ file }`, `{ path_resource }`, `{ json }`, `{ xml }`, `{ template }`. */
export function contentOf(value: unknown, path: FilePath, { notes }: MocoMeans): MessageData {
  if (!isRecord(value)) return literal(trimmed(value))
  const [word = '', inner] = Object.entries(value)[0] ?? []
  const at = [...path, word]
  switch (word) {
    case 'text':
    case 'xml':
    case 'content':
      return contentOf(inner, at, { notes, isExact: false })
    case 'json':
      return literal(typeof inner === 'string' ? inner.trim() : JSON.stringify(inner))
    case 'file':
    case 'path_resource':
    case 'pathResource':
      return fileOf(inner, at, notes, word !== 'file')
    case 'template': {
      const [source, vars] = isRecord(inner) ? [inner['with'], inner['vars']] : [inner, undefined]
      return { $template: translateTemplate(trimmed(source), vars, at, notes) }
    }
    default:
      notes.add(at, `Moco has no content of the kind ${JSON.stringify(word)}: it is sent as an empty text.`)
      return ''
  }
}

function fileOf(value: unknown, path: FilePath, notes: Notes, isResource: boolean): MessageData {
  if (isResource)
    notes.add(path, 'A resource of the class path is read from the folder of the configuration.')
  const name: unknown = isRecord(value) ? value['name'] : value
  const charset: unknown = isRecord(value) ? value['charset'] : undefined
  if (typeof charset === 'string' && !/^utf-?8$/i.test(charset))
    notes.add([...path, 'charset'], `The file is read as UTF-8, and not as ${charset}.`)
  if (isRecord(name) && 'template' in name) {
    const translated = contentOf(name, [...path, 'name'], { notes, isExact: false })
    return { $file: isRecord(translated) ? String(translated['$template']) : writtenOut(translated) }
  }
  return { $file: trimmed(name) }
}

/** As Moco frames a reply, or as a text. */
export function framed(message: MessageData, { isExact }: MocoMeans): MessageData {
  if (!isExact) return message
  // The bytes of a file, whatever they are.
  return isRecord(message) && '$file' in message ? { ...message, bytes: true } : { $binary: message }
}

/** What a request has to be: a pattern for the message, and circumstances where it says more. */
export interface MocoRequest {
  readonly message: PatternData
  readonly where: ConditionData | undefined
}

const ANY: PatternData = { $anything: true }

/** A request: a text to be equal to, `{ file }`, `{ json }`, `{ match }`, `{ startsWith }`…, or several of them. */
export function requestOf(value: unknown, path: FilePath, means: MocoMeans, files: FileReader): MocoRequest {
  const condition = conditionOf(value, path, means, files)
  if (condition === undefined) return { message: ANY, where: undefined }
  const names = Object.keys(condition)
  return names.length === 1 && condition.message !== undefined
    ? { message: condition.message, where: undefined }
    : { message: ANY, where: condition }
}

/** Reads what a file of the configuration holds; undefined, and taken down, where it cannot be read. */
export type FileReader = (name: string, path: FilePath) => string | undefined

const NEVER: ConditionData = { any: [] }

function conditionOf(
  value: unknown,
  path: FilePath,
  means: MocoMeans,
  files: FileReader,
): ConditionData | undefined {
  if (value === undefined) return undefined
  if (!isRecord(value)) return { message: trimmed(value) }
  const parts = Object.entries(value).flatMap(([word, inner]) => {
    const part = partOf(word, inner, [...path, word], means, files)
    return part === undefined ? [] : [part]
  })
  const [only] = parts
  return parts.length <= 1 ? only : { all: parts }
}

function partOf(
  word: string,
  value: unknown,
  path: FilePath,
  means: MocoMeans,
  files: FileReader,
): ConditionData | undefined {
  const { notes } = means
  const several = (list: unknown): readonly ConditionData[] =>
    (Array.isArray(list) ? (list as readonly unknown[]) : [list]).flatMap(
      (each, index) => conditionOf(each, [...path, index], means, files) ?? [],
    )
  switch (word) {
    case 'text':
    case 'content':
    case 'eq':
      return conditionOf(value, path, means, files)
    case 'file':
    case 'path_resource':
    case 'pathResource': {
      const content = fileOf(value, path, notes, word !== 'file')
      const text = isRecord(content) ? files(String(content['$file']), path) : undefined
      return text === undefined ? NEVER : { message: text }
    }
    case 'json':
      return jsonOf(value, path, notes)
    case 'xml':
      return { message: { $xml: trimmed(value) } }
    case 'template': {
      const content = contentOf({ template: value }, path, means)
      return {
        compare: { of: 'message', is: 'equals', to: isRecord(content) ? String(content['$template']) : '' },
      }
    }
    case 'match':
      return matchOf(trimmed(value), path, notes)
    case 'startsWith':
    case 'endsWith':
      return { message: { [`$${word}`]: trimmed(value) } }
    case 'contain':
    case 'contains':
      return { message: { $contains: trimmed(value) } }
    case 'exist':
      return { message: writtenOut(value) === 'false' ? '' : { $regex: '.', flags: 's' } }
    case 'any':
      return { message: ANY }
    case 'and':
      return { all: several(value) }
    case 'or':
      return { any: several(value) }
    case 'not':
      return { not: { all: several(value) } }
    case 'json_paths':
    case 'jsonPaths':
      return fieldsOf(value, (name, pattern) => ({ message: { $jsonPath: name, is: pattern } }), path, means)
    case 'headers':
      return fieldsOf(value, (name, pattern) => ({ headers: { [name.toLowerCase()]: pattern } }), path, means)
    case 'queries':
      return fieldsOf(value, (name, pattern) => ({ query: { [name]: pattern } }), path, means)
    case 'cookies':
      return fieldsOf(value, (name, pattern) => ({ cookies: { [name]: pattern } }), path, means)
    default:
      notes.add(path, `The condition ${word} is not carried over: the request matches nothing.`)
      return NEVER
  }
}

function fieldsOf(
  value: unknown,
  make: (name: string, pattern: PatternData) => ConditionData,
  path: FilePath,
  means: MocoMeans,
): ConditionData {
  const all = Object.entries(isRecord(value) ? value : {}).map(([name, expected]) =>
    make(name, textPatternOf(expected, [...path, name], means)),
  )
  return { all }
}

/** What a header, or the value of a path has to be. */
function textPatternOf(value: unknown, path: FilePath, { notes }: MocoMeans): PatternData {
  if (!isRecord(value)) return trimmed(value)
  const [word = '', inner] = Object.entries(value)[0] ?? []
  switch (word) {
    case 'match':
      return matchOf(trimmed(inner), path, notes).message ?? { $not: ANY }
    case 'startsWith':
    case 'endsWith':
      return { [`$${word}`]: trimmed(inner) }
    case 'contain':
      return { $contains: trimmed(inner) }
    case 'exist':
      return writtenOut(inner) === 'false' ? { $absent: true } : ANY
    case 'text':
      return trimmed(inner)
    default:
      notes.add([...path, word], `The condition ${word} is not carried over: it matches nothing.`)
      return { $not: ANY }
  }
}

function jsonOf(value: unknown, path: FilePath, notes: Notes): ConditionData {
  if (typeof value !== 'string') return { message: { $json: value as Data } }
  try {
    return { message: { $json: JSON.parse(value) as Data } }
  } catch {
    notes.add(path, 'It is no JSON: the request matches nothing.')
    return NEVER
  }
}

/** Moco's expressions have to match as a whole. */
function matchOf(source: string, path: FilePath, notes: Notes): ConditionData {
  const whole = `^(?:${source})$`
  try {
    linearRegex(whole)
    return { message: { $regex: whole } }
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')
    notes.add(path, `The expression is not carried over, the request matches nothing: ${why}.`)
    return NEVER
  }
}

/** Sends after a latency: ms, or `{ duration, unit }` in Java's words. */
export function latencyOf(value: unknown, path: FilePath, notes: Notes): readonly ActionData[] {
  if (value === undefined) return []
  const [duration, unit] = isRecord(value) ? [value['duration'], value['unit']] : [value, 'millisecond']
  const word = writtenOut(unit ?? 'millisecond').toLowerCase()
  const ms = MS.get(word.replace(/s$/, ''))
  if (typeof duration === 'number' && duration >= 0 && ms !== undefined) return [{ delay: duration * ms }]
  notes.add(path, `${JSON.stringify(value)} is no latency: there is none.`)
  return []
}

const MS: ReadonlyMap<string, number> = new Map([
  ['millisecond', 1],
  ['second', 1_000],
  ['minute', 60_000],
])
