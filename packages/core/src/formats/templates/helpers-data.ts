// Helpers for lists and objects, and for values by a path.
import { jsonPath, dottedParts, valueAt } from '../json-path.ts'
import { peer } from '../peers.ts'
import { asText, type Call, type Helpers, isList, isObject } from './helper.ts'

/** A value by a path: JSONPath from `$`, else dotted. Without a path, or in what has no fields, the data itself. */
export function atPath(data: unknown, path: unknown, otherwise: unknown): unknown {
  const text = path === undefined || path === null ? '' : asText(path)
  if (typeof data !== 'object' || text === '') return data
  const found = text.startsWith('$') ? jsonPath(text).find(data) : valueAt(data, dottedParts(text))
  return found === undefined ? otherwise : found
}

function fits(item: unknown, condition: unknown): boolean {
  if (!isObject(condition)) return item === condition
  return isObject(item) && Object.keys(condition).every((name) => fits(item[name], condition[name]))
}

/** Conditions one of which must hold; in a list of them, all must; in a list in that, one. */
function holds(item: unknown, conditions: readonly unknown[], every: boolean): boolean {
  const one = (condition: unknown): boolean =>
    isList(condition) ? holds(item, condition, !every) : fits(item, condition)
  return every ? conditions.every(one) : conditions.some(one)
}

const chosen =
  (choose: (list: readonly unknown[], test: (item: unknown) => boolean) => unknown, all: boolean) =>
  ({ args: [list, ...conditions] }: Call): unknown => {
    if (!isList(list)) return ''
    if (list.length === 0 || conditions.length === 0) return all ? list : undefined
    return choose(list, (item) => holds(item, conditions, false))
  }

function sorted(
  list: readonly unknown[],
  of: (item: unknown) => unknown,
  order: unknown,
): readonly unknown[] {
  const isText = typeof of(list[0]) === 'string'
  const result = list.toSorted((a, b) =>
    isText ? asText(of(a)).localeCompare(asText(of(b))) : Number(of(a)) - Number(of(b)),
  )
  return asText(order).toLowerCase() === 'desc' ? result.toReversed() : result
}

const withPath =
  (find: (data: unknown, path: string) => unknown) =>
  ({ args: [data, path, otherwise = ''] }: Call): unknown => {
    if (path === undefined) return undefined
    if (typeof data !== 'object' || path === '') return data
    try {
      const found = find(data, asText(path))
      return found === undefined ? otherwise : found
    } catch {
      // A path that is none finds nothing.
      return otherwise
    }
  }

export const dataHelpers: Helpers = {
  array: ({ args }) => args,
  filter: chosen((list, test) => list.filter(test), true),
  find: chosen((list, test) => list.find(test), false),
  join: ({ args: [list, separator] }) =>
    isList(list) ? list.join(typeof separator === 'string' ? separator : ', ') : list,
  jsonParse: ({ args: [text] }) => {
    try {
      return typeof text === 'string' ? (JSON.parse(text) as unknown) : undefined
    } catch {
      // No JSON: nothing.
      return undefined
    }
  },
  jsonPath: withPath((data, path) => jsonPath(path).find(data)),
  jmesPath: withPath(
    (data, path) =>
      // JMESPath finds null where there is nothing.
      peer('@jmespath-community/jmespath', 'the helper jmesPath').search(data as never, path) ?? undefined,
  ),
  objectPath: withPath((data, path) => valueAt(data, dottedParts(path))),
  len: ({ args: [value] }) => (typeof value === 'string' || isList(value) ? value.length : 0),
  object: ({ hash }) => ({ ...hash }),
  objectMerge: ({ args }) => (args.length === 0 ? '' : Object.assign({}, ...args.filter(isObject))),
  oneOf: ({ args, scope, safe }) => {
    const [first, second] = args
    const list = isList(first) ? first : args
    const item = list[Math.floor(scope.run.random() * list.length)]
    return isList(first) && second === true ? safe(JSON.stringify(item)) : item
  },
  someOf: ({ args: [list, min, max, asJson], scope }) => {
    if (!isList(list)) return ''
    const { random } = scope.run
    const count = Number(min) + Math.floor(random() * (Number(max) - Number(min) + 1))
    const shuffled = list
      .map((item) => ({ item, place: random() }))
      .toSorted((a, b) => a.place - b.place)
      .slice(0, count)
      .map(({ item }) => item)
    return asJson === true ? JSON.stringify(shuffled) : shuffled
  },
  reverse: ({ args: [list] }) => (isList(list) ? list.toReversed() : ''),
  slice: ({ args: [list, from, to] }) =>
    isList(list) ? list.slice(Number(from), typeof to === 'number' ? to : undefined) : '',
  sort: ({ args: [list, order] }) => {
    if (!isList(list)) return ''
    return list.length === 0 || typeof list[0] === 'object' ? list : sorted(list, (item) => item, order)
  },
  sortBy: ({ args: [list, key, order] }) => {
    if (!isList(list)) return ''
    const [first] = list
    const name = asText(key)
    return !isObject(first) || !first[name]
      ? list
      : sorted(list, (item) => (isObject(item) ? item[name] : undefined), order)
  },
  stringify: ({ args: [value] }) =>
    isObject(value) || isList(value) ? JSON.stringify(value, undefined, 2) : value,
}
