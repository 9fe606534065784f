// What a rule of a file does, as actions of core, made for each run.
import { mistake } from '../../errors.ts'
import type { Action } from '../../mock/action.ts'
import type { Audience } from '../../mock/audience.ts'
import { checkGroup } from '../../mock/client.ts'
import type { Computed } from '../../mock/computed.ts'
import type { RuleContext } from '../../mock/context.ts'
import { checkMockClose } from '../../wire/close-code.ts'
import { utf8Bytes } from '../../wire/frame.ts'
import type { ActionData, AudienceData, MsData } from '../mock-file/model.ts'
import type { FilePath } from '../problem.ts'
import { type Maker, messageMaker, textMaker } from './message.ts'
import { bytesOf } from './pattern.ts'
import type { Scopes } from './scope.ts'
import { streamMaker } from './stream.ts'
import type { Workshop } from './workshop.ts'

/** An action for one run. */
export type ActionMaker = (scopes: Scopes) => Action

const VERBS = [
  'accept',
  'reject',
  'send',
  'reply',
  'broadcast',
  'join',
  'leave',
  'delay',
  'stream',
  'broadcastStream',
  'stopStream',
  'choose',
  'pong',
  'close',
  'cut',
  'halfOpen',
  'drop',
] as const

type Verb = (typeof VERBS)[number]

/** The verbs that are said to somebody. */
const ADDRESSED: readonly Verb[] = ['broadcast', 'broadcastStream']
/** The verbs after which nothing can follow. */
const LAST: readonly Verb[] = ['reject', 'close', 'cut', 'drop']

const EVENTS: Readonly<Record<'onConnect' | 'on' | 'onPing' | 'onClose', readonly Verb[]>> = {
  onConnect: VERBS.filter((verb) => verb !== 'pong' && verb !== 'drop'),
  on: VERBS.filter((verb) => verb !== 'accept' && verb !== 'reject' && verb !== 'pong'),
  onPing: VERBS.filter((verb) => verb !== 'accept' && verb !== 'reject'),
  onClose: ['broadcast', 'broadcastStream', 'stopStream', 'delay', 'choose', 'drop'],
}

export type RuleWord = keyof typeof EVENTS

export function verbOf(data: ActionData): Verb {
  return VERBS.find((verb) => Object.hasOwn(data, verb)) ?? 'drop'
}

/** Refuses what an event has no room for, and what stands behind the last. */
export function checkActions(
  word: RuleWord,
  actions: readonly ActionData[],
  path: FilePath,
  workshop: Workshop,
): void {
  for (const [index, data] of actions.entries()) {
    const verb = verbOf(data)
    const at = [...path, index, verb]
    if (!EVENTS[word].includes(verb))
      workshop.report(at, `${word} has no ${verb}`, `Use ${EVENTS[word].join(', ')}`)
    const before = actions
      .slice(0, index)
      .map(verbOf)
      .find((each) => LAST.includes(each))
    if (before !== undefined) workshop.report(at, `nothing can follow ${before}`, `Write ${verb} before it`)
    if (ADDRESSED.includes(verb)) continue
    for (const field of Object.keys(data)) {
      if (field !== verb)
        workshop.report([...path, index, field], `${verb} is said to nobody else`, 'Use it with broadcast')
    }
  }
}

/** Compiles an action whose shape is known to be right. `choose` is not one of these: it is several rules. */
export function actionMaker(data: ActionData, seed: number, path: FilePath, workshop: Workshop): ActionMaker {
  const verb = verbOf(data)
  const at = [...path, verb]
  switch (verb) {
    case 'accept':
      return always({ do: 'accept', protocol: data.accept === true ? undefined : data.accept?.protocol })
    case 'reject': {
      const { status, reason = '' } =
        typeof data.reject === 'object' ? data.reject : { status: data.reject ?? 400 }
      return always({ do: 'reject', status, reason })
    }
    case 'send':
    case 'reply': {
      const message = messageMaker(data[verb] ?? '', at, workshop)
      return (scopes) => ({ do: 'send', message: late(message, scopes) })
    }
    case 'broadcast': {
      const message = messageMaker(data.broadcast ?? '', at, workshop)
      const audience = audienceMaker(data, path, workshop)
      return (scopes) => ({ do: 'broadcast', message: late(message, scopes), audience: audience(scopes) })
    }
    case 'join':
    case 'leave': {
      const group = groupMaker(data[verb] ?? '', at, workshop)
      return (scopes) => ({ do: verb, group: late(group, scopes) })
    }
    case 'delay': {
      const ms = msOf(data.delay ?? 0, at, workshop)
      return ({ run }) => ({
        do: 'delay',
        ms: ms.min === ms.max ? ms.min : () => Math.round(ms.min + run.random() * (ms.max - ms.min)),
      })
    }
    case 'stream':
    case 'broadcastStream': {
      const stream = data[verb]
      if (stream === undefined) return always({ do: 'drop' })
      const plan = streamMaker(stream, verb === 'broadcastStream', seed, at, workshop)
      if (verb === 'stream') return (scopes) => ({ do: 'stream', plan: plan(scopes) })
      const audience = audienceMaker(data, path, workshop)
      return (scopes) => ({ do: 'broadcastStream', plan: plan(scopes), audience: audience(scopes) })
    }
    case 'stopStream':
      return always({
        do: 'stopStream',
        name: typeof data.stopStream === 'string' ? data.stopStream : 'stream',
      })
    case 'pong':
      return always({
        do: 'pong',
        payload:
          data.pong === true || data.pong === undefined ? undefined : pongBytes(data.pong, at, workshop),
      })
    case 'close': {
      const { code = 1000, reason = '' } =
        typeof data.close === 'object' ? data.close : data.close === true ? {} : { code: data.close ?? 1000 }
      workshop.make(at, undefined, () => checkMockClose(`close ${code}`, code, reason))
      return always({ do: 'close', code, reason })
    }
    case 'cut':
    case 'halfOpen':
    case 'drop':
      return always({ do: verb })
    case 'choose':
      workshop.report(at, 'a choice cannot stand in another one', 'Make one choice of all branches')
      return always({ do: 'drop' })
  }
}

function pongBytes(
  pong: string | { readonly $bytes: string },
  path: FilePath,
  workshop: Workshop,
): Uint8Array<ArrayBuffer> {
  const bytes = typeof pong === 'string' ? utf8Bytes(pong) : bytesOf(pong.$bytes)
  if (bytes.byteLength > 125)
    workshop.report(path, `it has ${bytes.byteLength} bytes and a pong holds 125`, 'Shorten it')
  return bytes
}

function always(action: Action): ActionMaker {
  return () => action
}

/** A value for core: as it is where it is always the same, else made of the rule's context. */
function late<Value>(maker: Maker<Value>, scopes: Scopes): Computed<never, Value> {
  if (maker.isFixed === true) return maker.make(scopes.ofNobody(0, 0))
  return (context: RuleContext) => maker.make(scopes.of(context))
}

function groupMaker(source: string, path: FilePath, workshop: Workshop): Maker<string> {
  const group = textMaker(source, path, workshop)
  if (group.isFixed === true) workshop.make(path, undefined, () => checkGroup('a group', source))
  return group
}

const NAME_FIELDS = ['group', 'user', 'path'] as const
const LIST_FIELDS = ['groups', 'users'] as const

type LateAudience = Audience<Computed<never, string>, Computed<never, readonly string[]>, 'sender'>

function audienceMaker(
  data: AudienceData,
  path: FilePath,
  workshop: Workshop,
): (scopes: Scopes) => LateAudience {
  const names = NAME_FIELDS.flatMap((field) => {
    const source = data[field]
    return source === undefined ? [] : [[field, groupMaker(source, [...path, field], workshop)] as const]
  })
  const lists = LIST_FIELDS.flatMap((field) => {
    const sources = data[field]
    if (sources === undefined) return []
    const makers = sources.map((source, index) => groupMaker(source, [...path, field, index], workshop))
    return [[field, makers] as const]
  })
  return (scopes) => ({
    ...Object.fromEntries(names.map(([field, maker]) => [field, late(maker, scopes)])),
    ...Object.fromEntries(
      lists.map(([field, makers]) => [
        field,
        (context: RuleContext): readonly string[] => {
          const scope = scopes.of(context)
          return makers.map((maker) => maker.make(scope))
        },
      ]),
    ),
    ...(data.except === undefined ? {} : { except: data.except }),
  })
}

/** @throws nothing: a range that is none is taken down */
export function msOf(
  data: MsData,
  path: FilePath,
  workshop: Workshop,
): { readonly min: number; readonly max: number } {
  if (typeof data === 'number') return { min: data, max: data }
  workshop.make(path, undefined, () => {
    if (data.min > data.max) throw mistake('the range', `${data.min} is more than ${data.max}`, 'Swap them')
  })
  return data
}
