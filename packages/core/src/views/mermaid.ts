// A transcript as the source of a Mermaid sequence diagram: https://mermaid.js.org/syntax/sequenceDiagram. Owns what is
// an arrow and what a note, and the escaping; the words are event-text.ts's.
import type { Entry, Transcript } from '../transcript/entry.ts'
import { type EventText, eventText } from './event-text.ts'
import { oneLine, payloadText } from './payload-text.ts'

export interface MermaidOptions {
  /** Columns that a payload may take before it is shortened. Default 60. */
  readonly width?: number | undefined
  /** Draws only the last so many entries: Mermaid refuses sources of more than 50,000 characters. */
  readonly last?: number | undefined
}

const DEFAULT_WIDTH = 60
const MOST_RECIPIENTS = 8
const SERVER = 'server'

/** Renders a transcript as a diagram: clients in the order they appear, the server to their right. */
export function mermaid(transcript: Transcript, options: MermaidOptions = {}): string {
  const { width = DEFAULT_WIDTH, last = transcript.entries.length } = options
  const skipped = Math.max(0, transcript.entries.length - last)
  const entries = transcript.entries.slice(skipped)
  const aliases = aliasesOf(entries)

  const lines = Array.from(
    aliases,
    ([client, alias]) => `participant ${alias} as ${escaped(oneLine(client))}`,
  )
  lines.push(`participant ${SERVER}`)
  const earlier = skipped + (transcript.forgotten ?? 0)
  if (earlier > 0) lines.push(note(SERVER, `… ${earlier} earlier ${earlier === 1 ? 'entry' : 'entries'}`))
  const payloads = new Map<number, string>()
  for (const entry of entries) {
    if ('payload' in entry) payloads.set(entry.seq, payloadText(entry.payload, width))
    const event = eventText(entry, {
      unmatched: payloads.get(entry.cause ?? 0) ?? 'an earlier message',
      mostRecipients: MOST_RECIPIENTS,
    })
    lines.push(drawn(entry, wordsOf(event, payloads.get(entry.seq)), aliases))
  }
  return ['sequenceDiagram', ...lines.map((line) => `  ${line}`)].join('\n')
}

/** Names that Mermaid's grammar takes as they are, whatever the clients are called. */
function aliasesOf(entries: readonly Entry[]): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>()
  for (const entry of entries) {
    const client = clientOf(entry)
    if (client !== undefined && !aliases.has(client)) aliases.set(client, `c${aliases.size + 1}`)
  }
  return aliases
}

function clientOf(entry: Entry): string | undefined {
  return 'client' in entry ? entry.client : undefined
}

function wordsOf({ text, payload }: EventText, shortened: string | undefined): string {
  if (payload === undefined || shortened === undefined) return text
  const shown = shortened === '' ? '(empty)' : shortened
  return text === '' ? shown : `${text}: ${shown}`
}

function drawn(entry: Entry, words: string, aliases: ReadonlyMap<string, string>): string {
  const client = aliases.get(clientOf(entry) ?? '')
  if (client === undefined) return note(SERVER, words)
  switch (entry.kind) {
    case 'message':
      return arrow(client, entry.direction === 'clientToServer', '->>', words)
    case 'ping':
    case 'pong':
      return arrow(client, entry.direction === 'clientToServer', '-->>', words)
    case 'open':
      return arrow(client, true, '-->>', words)
    case 'reject':
      return arrow(client, false, '--x', words)
    case 'close':
      // Who cut a connection is not known; the server is where it was seen.
      return arrow(
        client,
        entry.direction === 'clientToServer',
        entry.direction === undefined ? '--x' : '-x',
        words,
      )
    default:
      return note(client, words)
  }
}

function arrow(client: string, isToServer: boolean, line: string, words: string): string {
  return isToServer
    ? `${client}${line}${SERVER}: ${escaped(words)}`
    : `${SERVER}${line}${client}: ${escaped(words)}`
}

function note(over: string, words: string): string {
  return `Note over ${over}: ${escaped(words)}`
}

// `;` and `#` end a statement, `%%{` begins a directive, `$$` a formula, `@{` a configuration, the others are HTML.
const SPECIAL = /[#;<>&%$@\\]/g

/** Text of one line as Mermaid shows it unchanged. */
function escaped(text: string): string {
  const safe = text.replaceAll(SPECIAL, codeOf).trim()
  if (safe === '') return '(unnamed)'
  // In front, these words would be taken as instructions.
  return safe.replace(/^:?(?:no)?wrap(?=:)/, (found) => codeOf(found) + found.slice(1))
}

function codeOf(character: string): string {
  return `#${character.charCodeAt(0)};`
}
