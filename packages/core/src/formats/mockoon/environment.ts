// An environment of Mockoon, read leniently: what is missing has Mockoon's defaults. Which of its routes are served.
import { isRecord } from '../shape.ts'

export interface MockoonRule {
  readonly target: string
  readonly modifier: string
  readonly value: string
  readonly invert: boolean
  readonly operator: string
}

export interface MockoonResponse {
  readonly body: string
  readonly latency: number
  readonly statusCode: number
  readonly headers: readonly unknown[]
  readonly bodyType: string
  readonly filePath: string
  readonly databucketID: string
  readonly rules: readonly MockoonRule[]
  readonly rulesOperator: string
  readonly disableTemplating: boolean
  readonly isDefault: boolean
  readonly callbacks: readonly unknown[]
}

export interface MockoonRoute {
  /** Its place among the routes of the file. */
  readonly index: number
  readonly uuid: string
  readonly type: string
  readonly endpoint: string
  readonly documentation: string
  readonly responses: readonly MockoonResponse[]
  readonly responseMode: string | null
  readonly streamingMode: string | null
  readonly streamingInterval: number
  readonly isEnabled: boolean
}

export interface MockoonBucket {
  readonly id: string
  readonly name: string
  readonly value: string
}

type Fields = Readonly<Record<string, unknown>>

const textOf = (value: unknown, otherwise = ''): string => (typeof value === 'string' ? value : otherwise)
const numberOf = (value: unknown, otherwise = 0): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : otherwise
const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isRecord) : [])

/** Whether data looks like an environment of Mockoon, or like an export that holds one. */
export function isMockoonEnvironment(data: unknown): boolean {
  if (!isRecord(data)) return false
  if (typeof data['source'] === 'string' && data['source'].startsWith('mockoon')) return true
  const isTheirs = ['endpointPrefix', 'lastMigration', 'rootChildren', 'uuid'].some((name) => name in data)
  return Array.isArray(data['routes']) && isTheirs
}

/** The environments in a file: itself, or those of an export of older versions. */
export function environmentsOf(data: unknown): readonly Fields[] {
  if (!isRecord(data)) return []
  if (Array.isArray(data['routes'])) return [data]
  return listOf(data['data']).flatMap(({ item }) => (isRecord(item) ? [item] : []))
}

export function bucketsOf(environment: Fields): readonly MockoonBucket[] {
  return listOf(environment['data']).map(({ id, name, value }) => ({
    id: textOf(id),
    name: textOf(name),
    value: textOf(value),
  }))
}

export function routesOf(environment: Fields): readonly MockoonRoute[] {
  return listOf(environment['routes']).map((route, index) => ({
    index,
    uuid: textOf(route['uuid']),
    type: textOf(route['type'], 'http'),
    endpoint: textOf(route['endpoint']),
    documentation: textOf(route['documentation']),
    responses: listOf(route['responses']).map(responseOf),
    responseMode: typeof route['responseMode'] === 'string' ? route['responseMode'] : null,
    streamingMode: typeof route['streamingMode'] === 'string' ? route['streamingMode'] : null,
    streamingInterval: numberOf(route['streamingInterval']),
    isEnabled: route['enabled'] !== false,
  }))
}

function responseOf(response: Fields): MockoonResponse {
  const filePath = textOf(response['filePath'])
  return {
    body: textOf(response['body']),
    latency: numberOf(response['latency']),
    statusCode: numberOf(response['statusCode'], 200),
    headers: listOf(response['headers']),
    // Files of older versions knew two kinds: a file where one was named.
    bodyType: textOf(response['bodyType'], filePath === '' ? 'INLINE' : 'FILE'),
    filePath,
    databucketID: textOf(response['databucketID']),
    rules: listOf(response['rules']).map((rule) => ({
      target: textOf(rule['target']),
      modifier: textOf(rule['modifier']),
      value: textOf(rule['value']),
      invert: rule['invert'] === true,
      operator: textOf(rule['operator'], 'equals'),
    })),
    rulesOperator: textOf(response['rulesOperator'], 'OR'),
    disableTemplating: response['disableTemplating'] === true,
    isDefault: response['default'] === true,
    callbacks: listOf(response['callbacks']),
  }
}

/** The order of the routes, and those that are served: as the folders say, less what is disabled. */
export function servedRoutes(
  environment: Fields,
  routes: readonly MockoonRoute[],
  disabled: readonly string[],
): readonly MockoonRoute[] {
  const isOut = (name: string, uuid: string): boolean =>
    disabled.some((each) => each === '*' || each === uuid || (each !== '' && name.includes(each)))
  const folders = listOf(environment['folders'])
  const walk = (children: readonly Fields[], depth: number): readonly MockoonRoute[] =>
    children.flatMap(({ type, uuid }) => {
      if (type === 'route') return routes.filter((route) => route.uuid === uuid)
      const folder = folders.find((each) => each['uuid'] === uuid)
      // A folder in itself would never come to an end.
      if (folder === undefined || depth > 50 || isOut(textOf(folder['name']), '')) return []
      return walk(listOf(folder['children']), depth + 1)
    })
  const root = listOf(environment['rootChildren'])
  const ordered = root.length === 0 ? routes : walk(root, 0)
  return ordered.filter((route) => route.isEnabled && !isOut(route.endpoint, route.uuid))
}
