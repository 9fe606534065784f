// Normalised entries as the text that a recorded snapshot holds: for reviewers, who read its differences. So nothing is
// shortened, and no column or number moves in all lines when one of them changes.
import { isJson, jsonTokens } from '../transcript/json-text.ts'
import type { NormalisedEntry } from '../transcript/normalise.ts'
import type { Payload } from '../wire/frame.ts'
import { eventText } from './event-text.ts'
import { bytesText, hex, oneLine, payloadText } from './payload-text.ts'
import { columnsOf } from './text-width.ts'

/** Columns of JSON on one line, whatever stands before it: else a longer name would lay out payloads anew. */
const LONGEST_LINE = 100
const LONGEST_REFERENCE = 60
const BYTES_PER_LINE = 32

/** Renders what `normalise` made. JSON of up to 100 columns stands there as it was sent, longer JSON is indented. */
export function snapshotText(entries: readonly NormalisedEntry[]): string {
  const lines: string[] = []
  // The position of the broadcast whose deliveries the next lines may be.
  let fanOut: number | undefined
  for (const [index, entry] of entries.entries()) {
    const isDelivery = fanOut !== undefined && entry.kind === 'message' && entry.cause === fanOut
    if (!isDelivery) fanOut = entry.kind === 'broadcast' ? index + 1 : undefined
    lines.push(renderEvent(entry, isDelivery ? '  ' : '', entries))
  }
  return lines.join('\n')
}

function renderEvent(entry: NormalisedEntry, indent: string, entries: readonly NormalisedEntry[]): string {
  const { sign, text, payload } = eventText(entry, {
    unmatched: referenceTo(entries[(entry.cause ?? 0) - 1]),
    mostRecipients: Infinity,
  })
  const client = 'client' in entry && entry.client !== undefined ? `${oneLine(entry.client)} ` : ''
  const head = `${indent}${client}${sign}${text === '' ? '' : ` ${text}`}`
  if (payload === undefined) return head
  const [first, ...others] = payloadLines(payload)
  return [`${head}${text === '' ? '' : ':'} ${first}`, ...others.map((line) => indent + line)].join('\n')
}

function referenceTo(entry: NormalisedEntry | undefined): string {
  return entry === undefined || !('payload' in entry)
    ? 'an earlier message'
    : payloadText(entry.payload, LONGEST_REFERENCE)
}

function payloadLines(payload: Payload): readonly string[] {
  if (typeof payload !== 'string') return bytesLines(payload)
  return isJson(payload) ? jsonLines(payload) : [plainText(payload)]
}

function bytesLines(bytes: Uint8Array): readonly string[] {
  if (bytes.length <= BYTES_PER_LINE) return [bytesText(bytes, BYTES_PER_LINE)]
  const lines = [`<${bytes.length} bytes`]
  for (let start = 0; start < bytes.length; start += BYTES_PER_LINE) {
    lines.push(`  0x${hex(bytes.subarray(start, start + BYTES_PER_LINE))}`)
  }
  lines.push('>')
  return lines
}

// Two different texts never look the same: what could be taken for something else is written as a JSON string.
function plainText(text: string): string {
  if (/^<\w+#\d+>$/.test(text)) return text
  const isPlain = /^[^\s"[{<\\][^\\]*$/.test(text) && text === oneLine(text) && text === text.trim()
  return isPlain && !text.startsWith('text "') ? text : `text ${oneLine(JSON.stringify(text))}`
}

function jsonLines(text: string): readonly string[] {
  const tokens = Array.from(jsonTokens(text), (token) => oneLine(token.text))
  const line = text === oneLine(text) ? text : tokens.join('')
  return columnsOf(line) <= LONGEST_LINE ? [line] : indentedLines(tokens)
}

function indentedLines(tokens: readonly string[]): readonly string[] {
  const lines: string[] = []
  let line = ''
  let depth = 0
  const breakLine = (): void => {
    lines.push(line)
    line = '  '.repeat(depth)
  }
  for (const [index, token] of tokens.entries()) {
    const isEmptyContainer = /^[\]}]$/.test(token) && /^[[{]$/.test(tokens[index - 1] ?? '')
    if (isEmptyContainer) {
      depth--
      // The break after the opening bracket is taken back.
      line = `${lines.pop() ?? ''}${token}`
    } else if (token === '{' || token === '[') {
      line += token
      depth++
      breakLine()
    } else if (token === '}' || token === ']') {
      depth--
      breakLine()
      line += token
    } else if (token === ',') {
      line += token
      breakLine()
    } else line += token === ':' ? ': ' : token
  }
  return [...lines, line]
}
