// A transcript as text, one line an event, for terminals and failure messages. Owns the columns and what is left out;
// the words are event-text.ts's, and whether there are colours is the caller's decision.
import type { Entry, Transcript } from '../transcript/entry.ts'
import { type EventText, eventText } from './event-text.ts'
import { oneLine, payloadText } from './payload-text.ts'
import { columnsOf, cutColumns, padColumns } from './text-width.ts'

/** Functions that put colour around text; what is left out stays plain. */
export interface Palette {
  /** Numbers, times, and what is left out. */
  readonly quiet?: ((text: string) => string) | undefined
  /** Frames from a client. */
  readonly toServer?: ((text: string) => string) | undefined
  /** Frames to a client. */
  readonly toClient?: ((text: string) => string) | undefined
  /** Connections and memberships that begin or end. */
  readonly notice?: ((text: string) => string) | undefined
  /** Faults, errors and unmatched messages. */
  readonly trouble?: ((text: string) => string) | undefined
  /** The sign in front of a marked line. */
  readonly mark?: ((text: string) => string) | undefined
}

export interface TimelineOptions {
  /** Shows only the last so many entries, and those that are marked. */
  readonly last?: number | undefined
  /** The `seq` of entries to point at: the witnesses of a failure. */
  readonly mark?: readonly number[] | undefined
  /** Shows when things happened, in ms since the transcript began. Default false. */
  readonly time?: boolean | undefined
  /** Columns that a line may take; payloads are shortened to fit. Default 110. */
  readonly width?: number | undefined
  readonly colours?: Palette | undefined
}

const DEFAULT_WIDTH = 110
const LONGEST_NAME = 24
const SHORTEST_PAYLOAD = 24
const MOST_RECIPIENTS = 8

/** Renders a transcript. Lines are in recorded order; what a broadcast delivers at once stands indented below it. */
export function timeline(transcript: Transcript, options: TimelineOptions = {}): string {
  const { entries } = transcript
  if (entries.length === 0) return '(nothing happened)'
  const marked = new Set(options.mark)
  const firstOfTail = Math.max(0, entries.length - (options.last ?? entries.length))
  const shown = entries.filter((entry, index) => index >= firstOfTail || marked.has(entry.seq))
  const columns = layOut(shown, marked, options)

  const lines: string[] = []
  let hidden = transcript.forgotten ?? 0
  let isFirstGap = true
  // The broadcast whose deliveries the next lines may be.
  let fanOut: number | undefined
  for (const [index, entry] of entries.entries()) {
    if (index < firstOfTail && !marked.has(entry.seq)) {
      hidden++
      continue
    }
    if (hidden > 0) {
      lines.push(paint(options.colours?.quiet, gapText(hidden, isFirstGap)))
      isFirstGap = false
      fanOut = undefined
      hidden = 0
    }
    const isDelivery = fanOut !== undefined && entry.kind === 'message' && entry.cause === fanOut
    if (!isDelivery) fanOut = entry.kind === 'broadcast' ? entry.seq : undefined
    lines.push(renderLine(entry, isDelivery, marked.has(entry.seq), columns))
  }
  if (hidden > 0) lines.push(paint(options.colours?.quiet, gapText(hidden, isFirstGap)))
  return lines.join('\n')
}

interface Columns {
  readonly mark: boolean
  readonly seq: number
  readonly time: number
  readonly client: number
  /** What remains of the width, behind the sign. */
  readonly rest: number
  readonly colours: Palette
  readonly isBroadcast: (seq: number) => boolean
}

function layOut(shown: readonly Entry[], marked: ReadonlySet<number>, options: TimelineOptions): Columns {
  const seq = widest(shown, ({ seq: number }) => String(number).length)
  const time = options.time === true ? widest(shown, (entry) => timeText(entry).length) : 0
  const client = widest(shown, (entry) => columnsOf(nameOf(entry)))
  const before =
    (marked.size > 0 ? 2 : 0) + seq + 2 + (time > 0 ? time + 2 : 0) + (client > 0 ? client + 2 : 0) + 2
  const broadcasts = new Set<number>()
  for (const entry of shown) if (entry.kind === 'broadcast') broadcasts.add(entry.seq)
  return {
    mark: marked.size > 0,
    seq,
    time,
    client,
    rest: (options.width ?? DEFAULT_WIDTH) - before,
    colours: options.colours ?? {},
    isBroadcast: (number) => broadcasts.has(number),
  }
}

function widest(entries: readonly Entry[], measure: (entry: Entry) => number): number {
  let most = 0
  for (const entry of entries) most = Math.max(most, measure(entry))
  return most
}

function renderLine(entry: Entry, isDelivery: boolean, isMarked: boolean, columns: Columns): string {
  const { colours } = columns
  const event = eventText(entry, { unmatched: `#${String(entry.cause)}`, mostRecipients: MOST_RECIPIENTS })
  const number = String(entry.seq).padStart(columns.seq)
  const cells: string[] = [paint(colours.quiet, number)]
  if (columns.time > 0) cells.push(paint(colours.quiet, timeText(entry).padStart(columns.time)))
  if (columns.client > 0) cells.push(padColumns(nameOf(entry), columns.client))
  const late =
    !isDelivery && entry.kind === 'message' && entry.cause !== undefined && columns.isBroadcast(entry.cause)
  const words = eventWords(
    event,
    isDelivery ? '  ' : '',
    late ? ` (of #${String(entry.cause)})` : '',
    columns,
  )
  cells.push(paint(colours[event.tone], words))
  const mark = columns.mark ? (isMarked ? paint(colours.mark, '▶ ') : '  ') : ''
  return `${mark}${cells.join('  ')}`
}

function eventWords(event: EventText, indent: string, tail: string, columns: Columns): string {
  const head = `${indent}${event.sign}`
  if (event.payload === undefined) return `${head} ${cutColumns(event.text, columns.rest)}${tail}`
  const text = event.text === '' ? '' : `${event.text}: `
  const room = Math.max(SHORTEST_PAYLOAD, columns.rest - columnsOf(indent) - columnsOf(text) - tail.length)
  return `${head} ${text}${payloadText(event.payload, room)}${tail}`.trimEnd()
}

function nameOf(entry: Entry): string {
  return 'client' in entry && entry.client !== undefined
    ? cutColumns(oneLine(entry.client), LONGEST_NAME)
    : ''
}

// Real clocks count in fractions of a microsecond, which say nothing to a reader.
function timeText({ at }: Entry): string {
  return `${Math.round(at * 10) / 10} ms`
}

function gapText(hidden: number, isFirst: boolean): string {
  return `… ${hidden} ${isFirst ? 'earlier ' : 'more '}${hidden === 1 ? 'entry' : 'entries'}`
}

function paint(colour: ((text: string) => string) | undefined, text: string): string {
  return colour === undefined ? text : colour(text)
}
