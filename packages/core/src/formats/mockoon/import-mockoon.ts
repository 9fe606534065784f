// An environment of Mockoon as mocks: its WebSocket routes, with their responses, rules, streams and data.
import { checkOptionNames, mistake } from '../../errors.ts'
import { FileRefused, Folder } from '../folder.ts'
import { type LoadedMock, loadMock, type LoadOptions } from '../loaded.ts'
import type {
  ActionData,
  BranchData,
  Data,
  EndpointData,
  MessageData,
  RuleData,
  StreamData,
  StreamItemData,
} from '../mock-file/model.ts'
import { Notes } from '../notes.ts'
import type { FilePath, Locate } from '../problem.ts'
import { isRecord } from '../shape.ts'
import { whenChosen } from './conditions.ts'
import {
  bucketsOf,
  environmentsOf,
  type MockoonBucket,
  type MockoonResponse,
  type MockoonRoute,
  routesOf,
  servedRoutes,
} from './environment.ts'
import { pathsOf } from './paths.ts'

export { isMockoonEnvironment } from './environment.ts'

export interface ImportMockoonOptions extends LoadOptions {
  /** Routes that are not served, as for Mockoon's command line: their uuids, or words in their endpoints or folders. */
  readonly disabledRoutes?: readonly string[] | undefined
}

/** The shortest time between two messages of a stream, in ms, as Mockoon has it. */
const SHORTEST_INTERVAL_MS = 10

/**
 * Makes mocks of an environment of Mockoon: one for each route of the type `ws`, at its endpoint under the prefix. HTTP
 * routes are passed over.
 *
 * @param environment as parsed JSON
 * @param options `folder`: where the files of its bodies are
 * @throws MistakeError for what is no environment or has no WebSocket route, or for templates that are none
 */
export function importMockoon(environment: unknown, options: ImportMockoonOptions = {}): LoadedMock {
  return mockoonMock(environment, options, { text: 'the environment of Mockoon' })
}

interface Means {
  readonly notes: Notes
  readonly folder: Folder
  readonly buckets: readonly MockoonBucket[]
}

/** The same, for one from a file. */
export function mockoonMock(
  data: unknown,
  options: ImportMockoonOptions,
  origin: { readonly text: string; readonly locate?: Locate },
): LoadedMock {
  const attempted = 'importMockoon()'
  checkOptionNames(attempted, options, ['disabledRoutes', 'folder', 'env', 'seed'])
  const environments = environmentsOf(data)
  const [environment] = environments
  if (environment === undefined)
    throw mistake(
      attempted,
      'it is no environment',
      'Give the content of an environment’s file, with its routes',
    )
  const { disabledRoutes = [], ...rest } = options
  const notes = new Notes()
  if (environments.length > 1)
    notes.add(['data'], `It holds ${environments.length} environments, of which the first is served.`)
  const buckets = bucketsOf(environment)
  const means: Means = { notes, folder: new Folder(options.folder), buckets }
  const prefix = typeof environment['endpointPrefix'] === 'string' ? environment['endpointPrefix'] : ''
  noteSettings(environment, notes, options)
  const routes = routesOf(environment)
  const served = servedRoutes(environment, routes, disabledRoutes)
  const endpoints = new Map<string, EndpointData>()
  for (const route of routes) {
    const at = ['routes', route.index]
    if (route.type !== 'ws') notes.add(at, 'It is a route for HTTP, which is not mocked: passed over.')
    else if (!served.includes(route)) notes.add(at, 'It is disabled: passed over.')
  }
  for (const route of served) {
    if (route.type !== 'ws') continue
    for (const endpoint of endpointsOf(route, prefix, means)) {
      if (!endpoints.has(endpoint.path)) endpoints.set(endpoint.path, endpoint)
      else
        notes.add(['routes', route.index, 'endpoint'], `${endpoint.path} is answered by a route before it.`)
    }
  }
  if (endpoints.size === 0)
    throw mistake(
      attempted,
      `${origin.text} has no route for WebSockets that is served`,
      'Add one, or enable it',
    )
  const file = {
    parley: 1,
    ...(typeof environment['name'] === 'string' ? { name: environment['name'] } : {}),
    ...(buckets.length === 0 ? {} : { data: dataOf(buckets) }),
    endpoints: [...endpoints.values()],
  }
  return loadMock(file, rest, { text: origin.text, notes, baseUrl: baseUrlOf(environment, prefix) })
}

function noteSettings(
  environment: Readonly<Record<string, unknown>>,
  notes: Notes,
  { env }: ImportMockoonOptions,
): void {
  const tls = environment['tlsOptions']
  if (isRecord(tls) && tls['enabled'] === true)
    notes.add(
      ['tlsOptions'],
      'For wss: on a port, give serveWsMock the key and certificate: { tls: { key, cert } }.',
    )
  if (typeof environment['latency'] === 'number' && environment['latency'] > 0)
    notes.add(['latency'], 'The latency of the environment is that of HTTP requests: passed over.')
  if (environment['proxyMode'] === true) notes.add(['proxyMode'], 'The proxy is one for HTTP: passed over.')
  if (env === undefined && JSON.stringify(environment).includes('getEnvVar'))
    notes.add(['routes'], 'Templates see no environment variables but those that are given: { env: { … } }.')
}

function baseUrlOf(environment: Readonly<Record<string, unknown>>, prefix: string): string {
  const { tlsOptions: tls, hostname, port } = environment
  const scheme = isRecord(tls) && tls['enabled'] === true ? 'https' : 'http'
  const host = typeof hostname === 'string' && hostname !== '' ? hostname : 'localhost'
  return `${scheme}://${host}${typeof port === 'number' ? `:${port}` : ''}${prefix === '' ? '' : `/${prefix}`}`
}

function dataOf(buckets: readonly MockoonBucket[]): Record<string, Data> {
  const data: Record<string, Data> = {}
  for (const { id, name, value } of buckets) {
    // Two may have one name; the first is found by it.
    const key = name === '' ? id : Object.hasOwn(data, name) ? `${name} (${id})` : name
    data[key] = { $template: value, escape: 'html', ...(id === '' ? {} : { id }) }
  }
  return data
}

function endpointsOf(route: MockoonRoute, prefix: string, means: Means): readonly EndpointData[] {
  const { notes } = means
  const path = ['routes', route.index]
  const { paths, lost } = pathsOf(prefix, route.endpoint)
  for (const each of lost) notes.add([...path, 'endpoint'], `Of the pattern ${route.endpoint}: ${each}.`)
  if (route.responses.length === 0)
    notes.add([...path, 'responses'], 'It has no response: nothing is ever sent.')
  const rules = route.responses.length === 0 ? [] : rulesOf(route, path, means)
  return paths.map((each) => ({
    path: each,
    ...(route.documentation === '' ? {} : { description: route.documentation }),
    read: 'contentType',
    binary: 'text',
    unmatched: 'ignore',
    rules,
  }))
}

function rulesOf(route: MockoonRoute, path: FilePath, means: Means): readonly RuleData[] {
  const { streamingMode, streamingInterval } = route
  for (const [index, response] of route.responses.entries())
    noteResponse(response, streamingMode !== null, [...path, 'responses', index], means.notes)
  if (streamingMode === null) return conversation(route, path, means)
  if (streamingMode !== 'UNICAST' && streamingMode !== 'BROADCAST') {
    means.notes.add([...path, 'streamingMode'], `There is no ${streamingMode}: it is a conversation.`)
    return conversation(route, path, means)
  }
  const stream: StreamData = {
    ...itemsOf(route, path, means),
    everyMs: Math.max(SHORTEST_INTERVAL_MS, streamingInterval),
  }
  return [{ onConnect: true, do: [streamingMode === 'UNICAST' ? { stream } : { broadcastStream: stream }] }]
}

function noteResponse(
  { callbacks, headers, statusCode, latency }: MockoonResponse,
  isStream: boolean,
  path: FilePath,
  notes: Notes,
): void {
  if (callbacks.length > 0)
    notes.add(
      [...path, 'callbacks'],
      'Callbacks are called for HTTP only: the message of a socket calls none.',
    )
  if (headers.length > 0 || statusCode !== 200)
    notes.add(path, 'A message has no status and no headers: passed over.')
  if (isStream && latency > 0)
    notes.add([...path, 'latency'], 'The messages of a stream have no latency: passed over.')
}

function defaultOf(route: MockoonRoute): number {
  return Math.max(
    0,
    route.responses.findIndex(({ isDefault }) => isDefault),
  )
}

/** The responses that rules choose, in order, and the one that is sent where none holds. */
function candidates(route: MockoonRoute): readonly { readonly index: number; readonly isChosen: boolean }[] {
  const withRules = route.responses.flatMap(({ rules }, index) =>
    rules.length === 0 ? [] : [{ index, isChosen: true }],
  )
  return route.responseMode === 'FALLBACK'
    ? withRules
    : [...withRules, { index: defaultOf(route), isChosen: false }]
}

function conversation(route: MockoonRoute, path: FilePath, means: Means): readonly RuleData[] {
  const actions = (index: number): readonly ActionData[] => actionsOf(route, index, path, means)
  const any = { $anything: true }
  switch (route.responseMode) {
    case 'RANDOM':
    case 'SEQUENTIAL': {
      const from = route.responses.map((_, index): BranchData => ({ do: actions(index) }))
      const turn =
        route.responseMode === 'RANDOM'
          ? ({ order: 'random', per: 'endpoint' } as const)
          : ({ order: 'inTurn', per: 'connection' } as const)
      return [{ on: any, do: [{ choose: { from, ...turn } }] }]
    }
    case 'DISABLE_RULES':
      return [{ on: any, do: actions(defaultOf(route)) }]
    default:
      return candidates(route).map(({ index, isChosen }) => ({
        on: any,
        ...(isChosen ? { where: whereOf(route, index, path, means) } : {}),
        do: actions(index),
      }))
  }
}

function itemsOf(
  route: MockoonRoute,
  path: FilePath,
  means: Means,
): { readonly items: readonly StreamItemData[]; readonly order: 'inTurn' | 'random' | 'firstMatch' } {
  const send = (index: number): MessageData => bodyOf(route, index, path, means).message
  switch (route.responseMode) {
    case 'RANDOM':
    case 'SEQUENTIAL':
      return {
        items: route.responses.map((_, index) => ({ send: send(index) })),
        order: route.responseMode === 'RANDOM' ? 'random' : 'inTurn',
      }
    case 'DISABLE_RULES':
      return { items: [{ send: send(defaultOf(route)) }], order: 'inTurn' }
    default: {
      const items = candidates(route).map(({ index, isChosen }) => ({
        send: send(index),
        ...(isChosen ? { where: whereOf(route, index, path, means) } : {}),
      }))
      // A stream of nothing: every rule is asked, and none of them says anything.
      return { items: items.length === 0 ? [{ send: '', where: { any: [] } }] : items, order: 'firstMatch' }
    }
  }
}

function whereOf(
  route: MockoonRoute,
  index: number,
  path: FilePath,
  { notes }: Means,
): ReturnType<typeof whenChosen> {
  const response = route.responses[index]
  return response === undefined
    ? {}
    : whenChosen(response, route.endpoint, [...path, 'responses', index], notes)
}

function actionsOf(route: MockoonRoute, index: number, path: FilePath, means: Means): readonly ActionData[] {
  const latency = route.responses[index]?.latency ?? 0
  const { message, isFailure } = bodyOf(route, index, path, means)
  return [
    ...(latency > 0 ? [{ delay: latency }] : []),
    { reply: message },
    // As Mockoon does where a file cannot be read.
    ...(isFailure ? [{ close: 1000 }] : []),
  ]
}

interface Body {
  readonly message: MessageData
  /** Whether it stands for a file that cannot be read. */
  readonly isFailure: boolean
}

function bodyOf(route: MockoonRoute, index: number, path: FilePath, means: Means): Body {
  const response = route.responses[index]
  if (response === undefined) return { message: '', isFailure: false }
  const { body, bodyType, databucketID, filePath, disableTemplating } = response
  const at = [...path, 'responses', index]
  if (bodyType === 'DATABUCKET' && databucketID !== '') {
    if (means.buckets.some(({ id }) => id === databucketID))
      return { message: { $data: databucketID }, isFailure: false }
    means.notes.add(
      [...at, 'databucketID'],
      `There is no data bucket ${databucketID}: the body is sent instead.`,
    )
  }
  if (bodyType === 'FILE' && filePath !== '') {
    const file = filePath.replaceAll(/\\(?!\.)/g, '/')
    const why = file.includes('{{') ? undefined : whyUnreadable(file, means.folder)
    if (why === undefined) {
      return {
        message: { $file: file, ...(disableTemplating ? {} : { template: true, escape: 'html' }) },
        isFailure: false,
      }
    }
    means.notes.add(
      [...at, 'filePath'],
      `${why}: the message says so, and in a conversation the connection is closed.`,
    )
    return { message: { $literal: `Status: 500, File reading error! (${why})` }, isFailure: true }
  }
  if (!body.includes('{{')) return { message: body, isFailure: false }
  return {
    message: disableTemplating ? { $literal: body } : { $template: body, escape: 'html' },
    isFailure: false,
  }
}

function whyUnreadable(file: string, folder: Folder): string | undefined {
  try {
    folder.readBytes(file)
    return undefined
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error
    return error.why
  }
}
