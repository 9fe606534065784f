// Shapes of data: each checks a value, naming everything that is wrong with it, and describes itself as JSON Schema. One
// description serves both, so that the published schema and the checks cannot disagree.
import type { FilePath, Report } from './problem.ts'
import { remedyFor } from './suggest.ts'

export type JsonSchema = { readonly [keyword: string]: unknown }

/** Collects shapes that are referred to by name. */
type Definitions = Map<string, JsonSchema>

export interface Shape {
  /** What it is, for messages: `a text`, `a list`. */
  readonly what: string
  check(value: unknown, path: FilePath, report: Report): void
  schema(definitions: Definitions): JsonSchema
}

type Fields = Readonly<Record<string, Shape>>

/** A value as it is shown in a message, short. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A shape made of one test. */
function simple(what: string, schema: JsonSchema, test: (value: unknown) => boolean): Shape {
  return {
    what,
    check(value, path, report) {
      if (!test(value)) report({ path, why: `${shown(value)} is not ${what}`, remedy: `Give ${what}` })
    },
    schema: () => schema,
  }
}

/** @param what for messages, where it is more than any text */
export function textShape(what = 'a text', { pattern }: { readonly pattern?: RegExp } = {}): Shape {
  const schema = { type: 'string', ...(pattern === undefined ? {} : { pattern: pattern.source }) }
  return simple(what, schema, (value) => typeof value === 'string' && (pattern?.test(value) ?? true))
}

/** A text with something in it. */
export const nameShape: Shape = simple(
  'a text that is not empty',
  { type: 'string', minLength: 1 },
  (value) => typeof value === 'string' && value !== '',
)

interface Range {
  readonly min?: number
  readonly max?: number
  readonly isWhole?: boolean
}

export function numberShape(what: string, { min, max, isWhole = false }: Range = {}): Shape {
  const schema = {
    type: isWhole ? 'integer' : 'number',
    ...(min === undefined ? {} : { minimum: min }),
    ...(max === undefined ? {} : { maximum: max }),
  }
  return simple(what, schema, (value) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return false
    if (isWhole && !Number.isInteger(value)) return false
    return value >= (min ?? -Infinity) && value <= (max ?? Infinity)
  })
}

export const booleanShape: Shape = simple(
  'true or false',
  { type: 'boolean' },
  (value) => typeof value === 'boolean',
)

/** A word that is said or not. */
export const flagShape: Shape = simple('true', { const: true }, (value) => value === true)

/** Any value at all. */
export const anyShape: Shape = { what: 'any value', check: () => {}, schema: () => ({}) }

export function wordShape(...words: readonly string[]): Shape {
  return {
    what: `one of ${words.join(', ')}`,
    check(value, path, report) {
      if (typeof value === 'string' && words.includes(value)) return
      const remedy = typeof value === 'string' ? remedyFor(value, words) : `Use ${words.join(', ')}`
      report({ path, why: `${shown(value)} is unknown here`, remedy })
    },
    schema: () => ({ enum: words }),
  }
}

export function listShape(item: Shape, { min = 0 }: { readonly min?: number } = {}): Shape {
  return {
    what: 'a list',
    check(value, path, report) {
      if (!Array.isArray(value)) {
        report({ path, why: `${shown(value)} is not a list`, remedy: `Give a list of ${item.what}` })
        return
      }
      if (value.length < min) report({ path, why: 'the list is empty', remedy: `Give at least ${item.what}` })
      for (const [index, each] of value.entries()) item.check(each, [...path, index], report)
    },
    schema: (definitions) => ({
      type: 'array',
      items: item.schema(definitions),
      ...(min === 0 ? {} : { minItems: min }),
    }),
  }
}

/** An object whose keys are names of the author's. */
export function recordShape(field: Shape): Shape {
  return {
    what: 'an object',
    check(value, path, report) {
      if (!isRecord(value)) {
        report({ path, why: `${shown(value)} is not an object`, remedy: 'Give names and their values' })
        return
      }
      for (const [name, each] of Object.entries(value)) field.check(each, [...path, name], report)
    },
    schema: (definitions) => ({ type: 'object', additionalProperties: field.schema(definitions) }),
  }
}

export interface ObjectParts {
  readonly required?: Fields
  readonly optional?: Fields
  /** Of these exactly one has to be there: the verb of an action, for instance. */
  readonly oneOf?: Fields
  readonly description?: string
  /** For messages; default `an object`. */
  readonly what?: string
}

/** An object with known keys: another is an error, with the nearest that is known. */
export function objectShape(parts: ObjectParts): Shape {
  const { required = {}, optional = {}, oneOf = {}, what = 'an object' } = parts
  const fields: Fields = { ...oneOf, ...required, ...optional }
  const known = Object.keys(fields)
  const choices = Object.keys(oneOf)
  return {
    what,
    check(value, path, report) {
      if (!isRecord(value)) {
        const remedy = `Give an object with ${known.join(', ')}`
        report({ path, why: `${shown(value)} is not ${what}`, remedy })
        return
      }
      let hasUnknown = false
      for (const [name, each] of Object.entries(value)) {
        const field = Object.hasOwn(fields, name) ? fields[name] : undefined
        if (field === undefined) {
          hasUnknown = true
          report({
            path: [...path, name],
            why: `there is no ${JSON.stringify(name)} here`,
            remedy: remedyFor(name, known),
          })
        } else field.check(each, [...path, name], report)
      }
      for (const name of Object.keys(required)) {
        if (Object.hasOwn(value, name)) continue
        report({
          path,
          why: `${JSON.stringify(name)} is missing`,
          remedy: `Add ${name}: ${fields[name]?.what ?? ''}`,
        })
      }
      const chosen = choices.filter((name) => Object.hasOwn(value, name))
      if (choices.length === 0 || chosen.length === 1) return
      // Where a key was misspelt, that has been said.
      if (chosen.length === 0 && hasUnknown) return
      report({
        path,
        why:
          chosen.length === 0
            ? 'it does not say what it is'
            : `${chosen.join(' and ')} stand in one, which has room for one`,
        remedy:
          chosen.length === 0 ? `Use one of ${choices.join(', ')}` : 'Make it several, one after the other',
      })
    },
    schema: (definitions) => ({
      type: 'object',
      ...(parts.description === undefined ? {} : { description: parts.description }),
      properties: Object.fromEntries(
        Object.entries(fields).map(([name, field]) => [name, field.schema(definitions)]),
      ),
      additionalProperties: false,
      ...(Object.keys(required).length === 0 ? {} : { required: Object.keys(required) }),
      ...(choices.length === 0 ? {} : { oneOf: choices.map((name) => ({ required: [name] })) }),
    }),
  }
}

/** Several shapes; which is meant, the value's kind tells, so that what is wrong can be said of that one. */
export function kindsShape(what: string, kinds: Readonly<Partial<Record<Kind, Shape>>>): Shape {
  return {
    what,
    check(value, path, report) {
      const shape = kinds[kindOf(value)]
      if (shape === undefined) report({ path, why: `${shown(value)} is not ${what}`, remedy: `Give ${what}` })
      else shape.check(value, path, report)
    },
    schema: (definitions) => ({
      anyOf: Object.entries(kinds).map(([kind, shape]) => ({ type: kind, ...shape.schema(definitions) })),
    }),
  }
}

type Kind = 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object'

function kindOf(value: unknown): Kind {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  const kind = typeof value
  return kind === 'string' || kind === 'number' || kind === 'boolean' ? kind : 'object'
}

/** A shape by its name, for those that contain themselves. */
export function namedShape(name: string, what: string, make: () => Shape): Shape {
  let made: Shape | undefined
  const shape = (): Shape => (made ??= make())
  return {
    what,
    check: (value, path, report) => shape().check(value, path, report),
    schema(definitions) {
      if (!definitions.has(name)) {
        // Set first: the shape may contain itself.
        definitions.set(name, {})
        definitions.set(name, shape().schema(definitions))
      }
      return { $ref: `#/$defs/${name}` }
    },
  }
}

/** One word that begins with `$` and says what a value stands for, with its modifiers. */
export interface Operator {
  readonly value: Shape
  readonly with?: Fields
  readonly description?: string
}

/**
 * Plain data in which an object with a `$word` stands for something else: `{ room: { $text: true } }`.
 *
 * @param self the shape of what is inside of plain lists and objects
 */
export function operatorsShape(
  what: string,
  self: Shape,
  operators: Readonly<Record<string, Operator>>,
): Shape {
  const known = Object.keys(operators)
  const shapes = new Map(
    Object.entries(operators).map(([word, operator]) => [
      word,
      objectShape({
        required: { [word]: operator.value },
        optional: operator.with ?? {},
        ...(operator.description === undefined ? {} : { description: operator.description }),
      }),
    ]),
  )
  return {
    what,
    check(value, path, report) {
      if (Array.isArray(value)) {
        for (const [index, each] of value.entries()) self.check(each, [...path, index], report)
        return
      }
      if (!isRecord(value)) {
        if (value === undefined) report({ path, why: 'there is nothing', remedy: `Give ${what}` })
        return
      }
      const words = Object.keys(value).filter((name) => name.startsWith('$'))
      const [word] = words.filter((each) => shapes.has(each))
      const shape = word === undefined ? undefined : shapes.get(word)
      if (shape !== undefined) return shape.check(value, path, report)
      for (const each of words) {
        report({
          path: [...path, each],
          why: `there is no ${JSON.stringify(each)} here`,
          remedy: remedyFor(each, known),
        })
      }
      for (const [name, each] of Object.entries(value)) {
        if (!name.startsWith('$')) self.check(each, [...path, name], report)
      }
    },
    schema: (definitions) => ({
      anyOf: [
        { type: ['string', 'number', 'boolean', 'null'] },
        { type: 'array', items: self.schema(definitions) },
        {
          type: 'object',
          propertyNames: { not: { pattern: String.raw`^\$` } },
          additionalProperties: self.schema(definitions),
        },
        ...Array.from(shapes.values(), (shape) => shape.schema(definitions)),
      ],
    }),
  }
}
