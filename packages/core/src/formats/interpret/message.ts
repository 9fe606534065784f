// Messages of a file: what is sent, with templates filled in, values looked up and files read.
import { mistake } from '../../errors.ts'
import type { Sendable } from '../../mock/sendable.ts'
import { jsonCodec } from '../../wire/codec.ts'
import { utf8Bytes } from '../../wire/frame.ts'
import { FileRefused } from '../folder.ts'
import { dottedParts, valueAt } from '../json-path.ts'
import type { Data, MessageData } from '../mock-file/model.ts'
import type { FilePath } from '../problem.ts'
import type { Escape } from '../templates/engine.ts'
import type { Scope } from '../templates/scope.ts'
import { bytesOf, wordOf } from './pattern.ts'
import type { Workshop } from './workshop.ts'

/** Makes a value from a scope. */
export interface Maker<Value> {
  readonly make: (scope: Scope) => Value
  /** Whether it differs from one who asks to the next. */
  readonly asksWho: boolean
  /** Whether it is always the same. */
  readonly isFixed?: boolean
}

type Fields = Readonly<Record<string, unknown>>

function fixed<Value>(value: Value): Maker<Value> {
  return { make: () => value, asksWho: false, isFixed: true }
}

/** A text in which {{…}} is filled in. */
export function textMaker(
  source: string,
  path: FilePath,
  workshop: Workshop,
  escape: Escape = 'none',
): Maker<string> {
  if (!source.includes('{{')) return fixed(source)
  const template = workshop.template(path, source, escape)
  return { make: (scope) => template.render(scope), asksWho: template.asksWho }
}

/** Compiles a message whose shape is known to be right. */
export function messageMaker(data: MessageData, path: FilePath, workshop: Workshop): Maker<Sendable> {
  const maker = valueMaker(data, path, workshop, true)
  return {
    asksWho: maker.asksWho,
    make(scope) {
      const value = maker.make(scope)
      if (value !== undefined) return value as Sendable
      throw mistake('sending a message of the file', 'it turned out to be nothing', 'Look at its $from')
    },
  }
}

function valueMaker(data: Data, path: FilePath, workshop: Workshop, isWhole: boolean): Maker<unknown> {
  if (typeof data === 'string') return textMaker(data, path, workshop)
  if (typeof data !== 'object' || data === null) return fixed(data)
  if (Array.isArray(data)) {
    const items = (data as readonly Data[]).map((each, index) =>
      valueMaker(each, [...path, index], workshop, false),
    )
    return {
      ...partsOf(items),
      make: (scope) => items.map((each) => each.make(scope) ?? null),
    }
  }
  const word = wordOf(data)
  if (word !== undefined) {
    const at = [...path, word]
    return workshop.make<Maker<unknown>>(at, fixed(''), () =>
      operatorMaker(word, data as Fields, at, workshop, isWhole),
    )
  }
  const fields = Object.entries(data).map(
    ([name, each]) => [name, valueMaker(each as Data, [...path, name], workshop, false)] as const,
  )
  return {
    ...partsOf(fields.map(([, each]) => each)),
    make: (scope) => Object.fromEntries(fields.map(([name, each]) => [name, each.make(scope)])),
  }
}

function partsOf(parts: readonly Maker<unknown>[]): { readonly asksWho: boolean; readonly isFixed: boolean } {
  return {
    asksWho: parts.some(({ asksWho }) => asksWho),
    isFixed: parts.every(({ isFixed }) => isFixed === true),
  }
}

function operatorMaker(
  word: string,
  data: Fields,
  path: FilePath,
  workshop: Workshop,
  isWhole: boolean,
): Maker<unknown> {
  const value = data[word]
  const escape = data['escape'] === 'html' ? 'html' : 'none'
  switch (word) {
    case '$literal':
      return fixed(value)
    case '$template':
      return textMaker(String(value), path, workshop, escape)
    case '$from':
      return fromMaker(String(value), path, workshop)
    case '$data':
      return dataMaker(String(value), isWhole)
    case '$file':
      if (data['bytes'] === true) return fileBytesMaker(String(value), path, workshop, isWhole)
      return fileMaker(String(value), data['template'] === true ? escape : undefined, path, workshop)
    default: {
      if (!isWhole) throw new Error(`${word} is a whole message, and cannot be a part of one`)
      if (word === '$bytes') return fixed(bytesOf(String(value)))
      const inner = valueMaker(value as Data, path, workshop, true)
      return { asksWho: inner.asksWho, make: (scope) => asBinary(inner.make(scope)) }
    }
  }
}

function asBinary(message: unknown): Uint8Array {
  const { payload } = jsonCodec.encode(message)
  return typeof payload === 'string' ? utf8Bytes(payload) : payload
}

/** Where a value can be taken from. */
const PLACES: Readonly<Record<string, (scope: Scope) => unknown>> = {
  message: ({ message }) => message,
  text: ({ text }) => text,
  messageNumber: ({ number }) => number,
  now: ({ now }) => now,
  client: ({ who }) => who.client,
  user: ({ who }) => who.user,
  url: ({ who }) => who.url,
  path: ({ who }) => who.path,
  params: ({ who }) => who.params,
  query: ({ who }) => who.query,
  headers: ({ who }) => who.headers,
  cookies: ({ who }) => who.cookies,
  data: (scope) => scope.run.buckets.all(scope),
  variables: ({ run }) => Object.fromEntries(run.variables),
}

function fromMaker(source: string, path: FilePath, workshop: Workshop): Maker<unknown> {
  const [place = '', ...rest] = dottedParts(source)
  const find = Object.hasOwn(PLACES, place) ? PLACES[place] : undefined
  if (find === undefined) {
    workshop.report(
      path,
      `nothing can be taken from ${JSON.stringify(place)}`,
      `Begin with ${Object.keys(PLACES).join(', ')}`,
    )
    return fixed('')
  }
  return {
    asksWho: !['messageNumber', 'now', 'variables'].includes(place),
    make: (scope) => valueAt(find(scope), rest),
  }
}

function dataMaker(name: string, isWhole: boolean): Maker<unknown> {
  return {
    // Which bucket it is, and whether that asks, is known when the run begins.
    asksWho: true,
    make(scope) {
      const bucket = scope.run.buckets.find(name)
      if (bucket === undefined) {
        throw mistake(
          `sending the data ${JSON.stringify(name)}`,
          'there is none of that name',
          'Add it to data',
        )
      }
      const value = scope.run.buckets.value(bucket, scope)
      return isWhole && typeof value !== 'string' ? (JSON.stringify(value) ?? '') : value
    },
  }
}

function fileBytesMaker(
  name: string,
  path: FilePath,
  workshop: Workshop,
  isWhole: boolean,
): Maker<Uint8Array> {
  if (!isWhole) throw new Error('bytes are a whole message, and cannot be a part of one')
  const { folder } = workshop
  if (!name.includes('{{')) return fixed(new Uint8Array(folder.readBytes(name)))
  const nameOf = textMaker(name, path, workshop)
  return {
    asksWho: true,
    make(scope) {
      const file = nameOf.make(scope)
      return new Uint8Array(readOrRefuse(() => folder.readBytes(file), file))
    },
  }
}

/** @param escape undefined: what the file holds is sent as it is */
function fileMaker(
  name: string,
  escape: Escape | undefined,
  path: FilePath,
  workshop: Workshop,
): Maker<string> {
  const { folder } = workshop
  if (!name.includes('{{')) {
    const content = folder.readText(name)
    return escape === undefined ? fixed(content) : textMaker(content, path, workshop, escape)
  }
  const nameOf = textMaker(name, path, workshop)
  const contents = new Map<string, Maker<string>>()
  return {
    asksWho: true,
    make(scope) {
      const file = nameOf.make(scope)
      const known = contents.get(file)
      if (known !== undefined) return known.make(scope)
      const content = readOrRefuse(() => folder.readText(file), file)
      // What stands in the file is the author's, as what stands in this one.
      const maker = escape === undefined ? fixed(content) : textMaker(content, path, workshop, escape)
      contents.set(file, maker)
      return maker.make(scope)
    },
  }
}

function readOrRefuse<Content>(read: () => Content, file: string): Content {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error
    throw mistake(`sending the file ${JSON.stringify(file)}`, error.why, error.remedy, { cause: error })
  }
}
