// `draftContract`: the source of a first contract, from what was said. Owns how messages are told apart and what is printed; their
// schemas are infer-schema.ts's. Groups and promises are not guessed.
import { BugError, checkOptionNames, mistake } from '../../errors.ts'
import { isObject } from '../../transcript/entry-fields.ts'
import type { MessageEntry, Transcript } from '../../transcript/entry.ts'
import type { Direction } from '../../wire/frame.ts'
import { type Names, printKey, printText, printValue } from '../print-value.ts'
import { inferSchema } from './infer-schema.ts'

export interface DraftContractOptions {
  /** What the contract is called. Default `recorded`. */
  readonly name?: string | undefined
  /** The field that tells messages apart. Default: the one that all of them have with a string in it; `type`, if there are several. */
  readonly field?: string | undefined
}

type Message = Readonly<Record<string, unknown>>

interface Heard {
  readonly direction: Direction
  readonly message: Message
}

/** Fields that commonly tell messages apart, the likeliest first. */
const USUAL: readonly string[] = [
  'type',
  'event',
  'op',
  'kind',
  'action',
  'method',
  'cmd',
  'command',
  't',
  'name',
]

/**
 * The source of a contract that what was said keeps: messages by direction, told apart by a field, with the schemas that can be
 * inferred. A beginning, to be read and corrected; groups and promises are yours to add. Messages that are no JSON objects are left out and counted.
 *
 * @throws MistakeError where no field tells the messages apart
 */
export function draftContract(transcript: Transcript, options: DraftContractOptions = {}): string {
  const attempted = 'draftContract()'
  checkOptionNames(attempted, options, ['name', 'field'])
  const { name = 'recorded' } = options
  const messages = transcript.entries.filter((entry) => entry.kind === 'message')
  const heard = messages.flatMap((entry) => heardIn(entry) ?? [])
  const field = options.field ?? tellingField(heard.map(({ message }) => message))
  const isTold = (message: Message): boolean => field !== undefined && typeof message[field] === 'string'
  const told = heard.filter(({ message }) => isTold(message))
  if (field === undefined || told.length === 0) {
    throw mistake(
      attempted,
      heard.length === 0
        ? 'no message of the transcript is a JSON object'
        : 'there is no field that tells the messages apart: one that each of them has, with a string in it',
      'Name the field with { field }, or write the contract by hand',
    )
  }
  const payload = payloadField(
    told.map(({ message }) => message),
    field,
  )
  const open = transcript.entries.find((entry) => entry.kind === 'open')
  const path = open === undefined ? '/' : (URL.parse(open.url)?.pathname ?? '/')
  const rest = messages.length - told.length
  return [
    "import { contract } from '@parley-ws/core'",
    '',
    `// Drafted from ${count(messages.length, 'recorded message')}: read it, correct it, add groups and what they promise.`,
    ...(rest === 0
      ? []
      : [
          `// ${count(rest, 'message')} without ${printText(field)} in a JSON object ${rest === 1 ? 'is' : 'are'} left out.`,
        ]),
    `export const ${constantFor(name)} = contract(${printText(name)}, {`,
    `  url: ${printText(path)},`,
    ...discriminatorLines(field, payload),
    ...messageLines('clientToServer', told, field, payload),
    ...messageLines('serverToClient', told, field, payload),
    '})',
    '',
  ].join('\n')
}

function heardIn({ direction, payload }: MessageEntry): Heard | undefined {
  if (typeof payload !== 'string') return undefined
  try {
    const message: unknown = JSON.parse(payload)
    return isObject(message) ? { direction, message } : undefined
  } catch {
    return undefined
  }
}

/** The usual field that most messages have, if at least half of them have one; else one that all of them have. */
function tellingField(messages: readonly Message[]): string | undefined {
  const having = (field: string): number =>
    messages.filter((message) => typeof message[field] === 'string').length
  const [usual] = USUAL.filter((field) => having(field) * 2 > messages.length).toSorted(
    (a, b) => having(b) - having(a),
  )
  if (usual !== undefined) return usual
  return Object.keys(messages[0] ?? {}).find((field) => having(field) === messages.length)
}

/** The field that holds the message, where there is nothing but it beside the name: `{ event, data }`. */
function payloadField(messages: readonly Message[], field: string): string | undefined {
  const others = new Set(messages.flatMap((message) => Object.keys(message).filter((each) => each !== field)))
  const [other] = others
  const isPayload =
    others.size === 1 &&
    other !== undefined &&
    /^(?:data|payload|body|params|args|d)$/.test(other) &&
    messages.every((message) => isObject(message[other]))
  return isPayload ? other : undefined
}

function discriminatorLines(field: string, payload: string | undefined): readonly string[] {
  if (payload !== undefined) {
    return [`  discriminator: { field: ${printText(field)}, payload: ${printText(payload)} },`]
  }
  return field === 'type' ? [] : [`  discriminator: ${printText(field)},`]
}

function messageLines(
  direction: Direction,
  heard: readonly Heard[],
  field: string,
  payload: string | undefined,
): readonly string[] {
  const own = heard.filter((each) => each.direction === direction).map(({ message }) => message)
  if (own.length === 0) return [`  ${direction}: {},`]
  const byName = Map.groupBy(own, (message) => String(message[field]))
  const lines = Array.from(byName, ([name, messages]) => {
    const schema =
      payload === undefined
        ? inferSchema(messages, [field])
        : inferSchema(messages.map((message) => message[payload]))
    const head = `    ${printKey(name)}: `
    return `${head}${printValue(schema, NO_NAMES, 4, head.length - 3)},`
  })
  return [`  ${direction}: {`, ...lines, '  },']
}

/** Schemas hold plain values only. */
const NO_NAMES: Names = {
  core: noName,
  imported: noName,
  refuse: noName,
}

function noName(): never {
  throw new BugError('an inferred schema holds something that has a name')
}

function constantFor(name: string): string {
  const words = name.split(/[^\p{ID_Continue}]+/u).filter((word) => word !== '')
  const joined = words
    .map((word, index) => (index === 0 ? word : word[0]?.toUpperCase() + word.slice(1)))
    .join('')
  return /^\p{ID_Start}/u.test(joined)
    ? `${joined[0]?.toLowerCase()}${joined.slice(1)}Contract`
    : 'recordedContract'
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
