// A configuration of Moco as a mock: the entries that serve WebSockets, with their greetings, heartbeats and sessions.
import { checkOptionNames, mistake } from '../../errors.ts'
import { FileRefused, Folder } from '../folder.ts'
import { type LoadedMock, loadMock, type LoadOptions } from '../loaded.ts'
import type { ActionData, BranchData, EndpointData, RuleData } from '../mock-file/model.ts'
import type { FilePath, Locate } from '../problem.ts'
import { isRecord } from '../shape.ts'
import { writtenOut } from '../written-out.ts'
import { Notes } from '../notes.ts'
import { contentOf, type FileReader, framed, latencyOf, type MocoMeans, requestOf } from './content.ts'

export interface ImportMocoOptions extends LoadOptions {
  /** Replies as binary frames, as Moco sends all of its own. Default: text is answered with text. */
  readonly exactFrames?: boolean | undefined
}

const ENTRY_WORDS: readonly string[] = [
  'request',
  'response',
  'websocket',
  'mount',
  'proxy',
  'resource',
  'redirectTo',
  'include',
]

/** Whether data looks like a configuration of Moco: a list of servers' entries. */
export function isMocoConfig(data: unknown): data is readonly unknown[] {
  return (
    Array.isArray(data) &&
    data.length > 0 &&
    data.every((entry) => isRecord(entry) && ENTRY_WORDS.some((word) => word in entry))
  )
}

/**
 * Makes mocks of a configuration of Moco: one for each `websocket`, at its `uri`. HTTP entries are passed over.
 *
 * @param config the list of entries, as parsed JSON
 * @param options `folder`: where the files are that it names, from the directory in which Moco was started
 * @throws MistakeError for what is no configuration, has no `websocket`, or names a file that cannot be read
 */
export function importMoco(config: unknown, options: ImportMocoOptions = {}): LoadedMock {
  return mocoMock(config, options, { text: 'the configuration of Moco' })
}

/** The same, for one from a file. */
export function mocoMock(
  config: unknown,
  options: ImportMocoOptions,
  origin: { readonly text: string; readonly locate?: Locate },
): LoadedMock {
  const attempted = 'importMoco()'
  checkOptionNames(attempted, options, ['exactFrames', 'folder', 'env', 'seed'])
  if (!Array.isArray(config))
    throw mistake(attempted, 'it is not a list', 'Give the configuration of a server: [{ "websocket": … }]')
  const { exactFrames = false, ...rest } = options
  const notes = new Notes()
  const means: MocoMeans = { notes, isExact: exactFrames }
  const endpoints = new Map<string, EndpointData>()
  const files = readerOf(options.folder)
  for (const [index, entry] of (config as readonly unknown[]).entries()) {
    const endpoint = endpointOf(entry, [index], means, files)
    if (endpoint === undefined) continue
    const before = endpoints.get(endpoint.path)
    if (before !== undefined)
      notes.add(
        [index, 'websocket', 'uri'],
        `${endpoint.path} has been served before: its rules come after those.`,
      )
    endpoints.set(endpoint.path, { ...endpoint, rules: [...(before?.rules ?? []), ...endpoint.rules] })
  }
  if (endpoints.size === 0)
    throw mistake(
      attempted,
      `${origin.text} has no websocket`,
      'Give one with an entry that has: nothing else is mocked',
    )
  const file = { parley: 1, endpoints: [...endpoints.values()] }
  return loadMock(file, rest, { text: origin.text, notes })
}

/** Reads files of requests, which are compared with what comes. */
function readerOf(folder: string | undefined): FileReader {
  const within = new Folder(folder)
  return (name, path) => {
    try {
      return within.readText(name)
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error
      throw mistake(`importMoco(), ${path.join('.')}`, error.why, error.remedy, { cause: error })
    }
  }
}

const WEBSOCKET_WORDS: readonly string[] = ['uri', 'connected', 'pingpongs', 'sessions']

function endpointOf(
  entry: unknown,
  path: FilePath,
  means: MocoMeans,
  files: FileReader,
): EndpointData | undefined {
  const { notes } = means
  const socket: unknown = isRecord(entry) ? entry['websocket'] : undefined
  if (!isRecord(entry) || !isRecord(socket)) {
    const isInclude = isRecord(entry) && 'include' in entry
    notes.add(
      path,
      isInclude
        ? 'Included files are not followed: import the file that is included.'
        : 'It serves HTTP, which is not mocked: passed over.',
    )
    return undefined
  }
  for (const word of Object.keys(entry)) {
    if (word !== 'websocket' && word !== 'description')
      notes.add([...path, word], 'It stands beside a websocket, where Moco overlooks it: passed over.')
  }
  const at = [...path, 'websocket']
  for (const word of Object.keys(socket)) {
    if (!WEBSOCKET_WORDS.includes(word)) notes.add([...at, word], `Moco has no ${word} here: passed over.`)
  }
  const uri = writtenOut(socket['uri'] ?? '/').trim()
  const rules: RuleData[] = []
  if (socket['connected'] !== undefined) {
    const greeting = contentOf(socket['connected'], [...at, 'connected'], means)
    rules.push({ onConnect: true, do: [{ send: framed(greeting, means) }] })
  }
  for (const [index, each] of listOf(socket['pingpongs']).entries()) {
    rules.push(...pingRules(each, [...at, 'pingpongs', index], means, files))
  }
  const sessions = listOf(socket['sessions']).map((each, index) =>
    sessionRule(each, [...at, 'sessions', index], means, files),
  )
  // What answers any request answers those that nothing else does.
  rules.push(...sessions.filter(({ isAny }) => !isAny).map(({ rule }) => rule))
  rules.push(...sessions.filter(({ isAny }) => isAny).map(({ rule }) => rule))
  return {
    path: uri.startsWith('/') ? uri : `/${uri}`,
    read: 'text',
    binary: 'text',
    unmatched: 'ignore',
    rules,
  }
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly unknown[]) : [value]
}

function pingRules(value: unknown, path: FilePath, means: MocoMeans, files: FileReader): readonly RuleData[] {
  const { ping, pong } = isRecord(value) ? value : { ping: undefined, pong: undefined }
  const { message, where } = requestOf(ping, [...path, 'ping'], means, files)
  const content = contentOf(pong ?? '', [...path, 'pong'], means)
  const text = isRecord(content) ? fixedText(content, path, means, files) : writtenOut(content)
  if (text === undefined) return []
  return [{ onPing: message, ...(where === undefined ? {} : { where }), do: [{ pong: text }] }]
}

/** A pong's payload is fixed: of a file, what it holds now. */
function fixedText(
  content: Readonly<Record<string, unknown>>,
  path: FilePath,
  { notes }: MocoMeans,
  files: FileReader,
): string | undefined {
  const { $file: file, $literal: literal } = content
  if (typeof literal === 'string') return literal
  if (typeof file === 'string' && !file.includes('{{')) return files(file, [...path, 'pong'])
  notes.add([...path, 'pong'], 'A pong from a template is not carried over: pings are answered as usual.')
  return undefined
}

function sessionRule(
  value: unknown,
  path: FilePath,
  means: MocoMeans,
  files: FileReader,
): { readonly rule: RuleData; readonly isAny: boolean } {
  const session = isRecord(value) ? value : {}
  const { message, where } = requestOf(session['request'], [...path, 'request'], means, files)
  const actions = actionsOf(session['response'], [...path, 'response'], means)
  return {
    isAny: session['request'] === undefined,
    rule: {
      on: message,
      ...(where === undefined ? {} : { where }),
      do: actions.length === 0 ? [{ drop: true }] : actions,
    },
  }
}

const REPLY_WORDS = ['file', 'path_resource', 'json', 'xml', 'template', 'text', 'content'] as const
const RESPONSE_WORDS: readonly string[] = [...REPLY_WORDS, 'broadcast', 'group', 'seq', 'cycle', 'latency']

/** What a response does, in Moco's order: the broadcast, the reply, the join. */
function actionsOf(value: unknown, path: FilePath, means: MocoMeans): readonly ActionData[] {
  const { notes } = means
  if (!isRecord(value))
    return value === undefined ? [] : [{ reply: framed(contentOf(value, path, means), means) }]
  for (const word of Object.keys(value)) {
    if (!RESPONSE_WORDS.includes(word))
      notes.add([...path, word], `A response to a message has no ${word}: not carried over.`)
  }
  const words = REPLY_WORDS.filter((word) => word in value)
  // Of several, Moco's last handler wins: the file.
  const [word, ...overlooked] = words
  for (const each of overlooked)
    notes.add([...path, each], `${String(word)} stands beside it and is sent instead.`)
  const actions: ActionData[] = [...latencyOf(value['latency'], [...path, 'latency'], notes)]
  actions.push(...broadcastOf(value['broadcast'], [...path, 'broadcast'], means))
  if (word !== undefined) {
    const content = contentOf({ [word]: value[word] }, path, means)
    actions.push({ reply: framed(content, means) })
  }
  for (const order of ['seq', 'cycle'] as const) {
    const list = listOf(value[order])
    if (list.length === 0) continue
    const from = list.map((each, index): BranchData => {
      const inner = actionsOf(each, [...path, order, index], means)
      // Something that does nothing, behind which a join may follow.
      return { do: inner.length === 0 ? [{ delay: 0 }] : inner }
    })
    actions.push({
      choose: { from, order: 'inTurn', per: 'endpoint', atEnd: order === 'seq' ? 'stay' : 'repeat' },
    })
  }
  if (typeof value['group'] === 'string' && value['group'] !== '')
    actions.push({ join: plainName(value['group']) })
  return actions
}

function broadcastOf(value: unknown, path: FilePath, means: MocoMeans): readonly ActionData[] {
  if (value === undefined) return []
  const { content, group } =
    isRecord(value) && 'content' in value ? value : { content: value, group: undefined }
  const message = framed(contentOf(content, [...path, 'content'], means), means)
  return [{ broadcast: message, ...(typeof group === 'string' ? { group: plainName(group) } : {}) }]
}

/** A name in which nothing is filled in. */
function plainName(name: string): string {
  return name.replaceAll('{{', String.raw`\{{`)
}
