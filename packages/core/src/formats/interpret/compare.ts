// Comparisons of texts, as Mockoon's rules make them: values of any kind are written out first, and of a list one
// member is enough.
import { dottedParts, jsonPath, valueAt } from '../json-path.ts'
import { jsonSchema } from '../json-schema.ts'
import type { CompareData } from '../mock-file/model.ts'
import type { FilePath } from '../problem.ts'
import { linearRegex, type LinearRegex } from '../regex.ts'
import { atPath } from '../templates/helpers-data.ts'
import type { Scope } from '../templates/scope.ts'
import { writtenOut } from '../written-out.ts'
import { type Maker, textMaker } from './message.ts'
import type { Workshop } from './workshop.ts'

export function comparison(data: CompareData, path: FilePath, workshop: Workshop): Maker<boolean> {
  const at = textMaker(data.at ?? '', [...path, 'at'], workshop)
  const to = textMaker(data.to ?? '', [...path, 'to'], workshop)
  if (data.at?.startsWith('$') === true && !data.at.includes('{{') && data.of !== 'text') {
    const source = data.at
    workshop.make([...path, 'at'], undefined, () => jsonPath(source))
  }
  const test = testOf(data, path, workshop, !(data.to ?? '').includes('{{'))
  const asksWho = ['message', 'query', 'header', 'cookie', 'param', 'request'].includes(data.of)
  return {
    asksWho: asksWho || at.asksWho || to.asksWho,
    make: (scope) => test(valueOf(data, at.make(scope), scope), scope, () => to.make(scope)),
  }
}

function valueOf({ of, is }: CompareData, at: string, scope: Scope): unknown {
  const { text, message, who, number, run } = scope
  switch (of) {
    case 'message': {
      if (at !== '') return atPath(message, at, undefined)
      const isAboutText = is === 'equals' || is === 'regex' || is === 'regexIgnoringCase'
      return isAboutText ? text : message
    }
    case 'query':
      return at === '' ? who.query : atPath({ ...who.query }, at, undefined)
    case 'header':
      return at === '' ? '' : who.headers[at.toLowerCase()]
    case 'cookie':
      return at === '' ? undefined : who.cookies[at]
    case 'param':
      return at === '' ? undefined : atPath(who.params, at, undefined)
    case 'request':
      return who.request
    case 'messageNumber':
      return number
    case 'data':
      return at === '' ? undefined : atPath(run.buckets.all(scope), at, undefined)
    case 'variable':
      return at === '' ? undefined : atPath(Object.fromEntries(run.variables), at, undefined)
    case 'text':
      return at
  }
}

type Test = (value: unknown, scope: Scope, to: () => string) => boolean

function testOf(
  { is, to = '', of, at = '' }: CompareData,
  path: FilePath,
  workshop: Workshop,
  isFixed: boolean,
): Test {
  // A cookie without a name is none, whatever is asked.
  if (of === 'cookie' && at === '') return () => false
  switch (is) {
    case 'null':
      return (value) => value === null || value === undefined || value === ''
    case 'emptyArray':
      return (value) => Array.isArray(value) && value.length === 0
    case 'regex':
    case 'regexIgnoringCase': {
      const flags = is === 'regex' ? '' : 'i'
      const never: LinearRegex = { test: () => false }
      const fixed = isFixed ? workshop.make([...path, 'to'], never, () => linearRegex(to, flags)) : undefined
      return (value, _scope, other) => {
        if (value === undefined) return false
        const regex = fixed ?? linearRegex(other(), flags)
        return listOf(value).some((each) => regex.test(each))
      }
    }
    case 'validFor':
      return (value, scope) => {
        const schema = valueAt(scope.run.buckets.all(scope), dottedParts(to))
        if (value === undefined || typeof schema !== 'object' || schema === null) return false
        try {
          return jsonSchema(schema, true)(value ?? '')
        } catch {
          // What is no schema, nothing is valid for.
          return false
        }
      }
    case 'equals':
    case 'includes':
      return (value, _scope, other) => value !== undefined && listOf(value).includes(other())
  }
}

/** The members of a list, or the value alone, as texts. */
function listOf(value: unknown): readonly string[] {
  const text = (each: unknown): string => (each === null ? '' : writtenOut(each))
  return Array.isArray(value) ? (value as readonly unknown[]).map(text) : [text(value)]
}
