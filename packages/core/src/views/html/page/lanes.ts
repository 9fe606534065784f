// The drawing of a window of rows: lanes, bands of groups, arrows, fan-outs. Pure: from the model and the geometry to one
// SVG element; it knows nothing of scrolling and selection.
import type { Row } from '../picture.ts'
import { svg } from './dom.ts'
import { colourOf, type Model } from './model.ts'

export interface Geometry {
  /** Pixels a row takes. */
  readonly rowHeight: number
  /** Pixels a lane takes. */
  readonly laneWidth: number
  /** Pixels left of the lanes: numbers and times. */
  readonly gutter: number
}

/** Where the lane of the server is. */
export function serverX({ gutter, laneWidth }: Geometry): number {
  return gutter + laneWidth / 2
}

/** Where the lane of a client is: to the right of the server, in the order they appear. */
export function clientX({ gutter, laneWidth }: Geometry, client: number): number {
  return gutter + laneWidth * (client + 1.5)
}

export function lanesWidth(geometry: Geometry, clients: number): number {
  return geometry.laneWidth * (clients + 1)
}

/** @param positions the rows that are shown; drawn are those from `first` up to `last`, without it */
export function drawLanes(
  model: Model,
  positions: readonly number[],
  first: number,
  last: number,
  geometry: Geometry,
): SVGElement {
  const { rowHeight, laneWidth, gutter } = geometry
  const height = (last - first) * rowHeight
  const { clients, rows } = model.picture
  const width = gutter + lanesWidth(geometry, clients.length)
  const drawing = svg('svg', { width, height, 'aria-hidden': 'true' })

  // By row: the first that is shown at or after a position of the picture.
  const yOf = (position: number): number => (firstAtOrAfter(positions, position) - first) * rowHeight
  const middleOf = (position: number): number => {
    const index = firstAtOrAfter(positions, position)
    return (index - first) * rowHeight + (positions[index] === position ? rowHeight / 2 : 0)
  }
  const isSeen = (from: number, to: number): boolean => to > 0 && from < height

  const bandWidth = Math.max(2, Math.min(28, laneWidth * 0.6))
  for (const { client, group, from, to, slot, slots } of model.bands) {
    if (!isSeen(middleOf(from), middleOf(to))) continue
    const part = bandWidth / slots
    const top = Math.max(-2, middleOf(from))
    drawing.append(
      svg('rect', {
        x: clientX(geometry, client) - bandWidth / 2 + slot * part,
        y: top,
        width: part,
        height: Math.max(2, Math.min(height + 2, middleOf(to)) - top),
        rx: Math.min(4, part / 2),
        fill: colourOf(group, 0.28),
      }),
    )
  }

  const server = serverX(geometry)
  drawing.append(line(server, 0, server, height, 'var(--quiet)', Math.min(3, laneWidth / 2)))
  for (const { client, from, to } of model.lives) {
    const [top, bottom] = [middleOf(from), to >= rows.length ? Infinity : middleOf(to)]
    if (!isSeen(top, bottom)) continue
    const x = clientX(geometry, client)
    drawing.append(
      line(x, Math.max(0, top), x, Math.min(height, bottom), 'var(--life)', laneWidth < 6 ? 1 : 1.5),
    )
  }

  for (let index = first; index < last; index++) {
    const position = positions[index] ?? 0
    const row = rows[position]
    if (row !== undefined) drawing.append(...drawRow(model, row, yOf(position) + rowHeight / 2, geometry))
  }
  return drawing
}

function drawRow(model: Model, row: Row, y: number, geometry: Geometry): SVGElement[] {
  const server = serverX(geometry)
  const colour = COLOURS[row.tone]
  const size = Math.max(1.2, Math.min(4.5, geometry.rowHeight / 4, geometry.laneWidth / 2))
  if (row.recipients !== undefined) return drawFanOut(model, row, y, geometry, size)
  if (row.client === undefined) return [dot(server, y, size, colour)]
  const x = clientX(geometry, row.client)
  if (row.way === undefined) {
    const isEnd = row.kind === 'close'
    return isEnd ? [cross(x, y, size, 'var(--trouble)')] : [drawSign(row, x, y, size, colour)]
  }
  const [from, to] = row.way === 'up' ? [x, server] : [server, x]
  const isQuiet = row.kind === 'open' || row.kind === 'ping' || row.kind === 'pong'
  const parts = [arrow(from, to, y, size, colour, isQuiet)]
  if (row.kind === 'close') parts.push(cross(x, y, size, colour))
  if (row.kind === 'reject') parts.push(cross(x, y, size, 'var(--trouble)'))
  if (row.kind === 'open') parts.push(dot(x, y, size, colour))
  return parts
}

function drawSign(row: Row, x: number, y: number, size: number, colour: string): SVGElement {
  if (row.kind !== 'join' && row.kind !== 'leave') return dot(x, y, size, colour)
  const fill = row.group === undefined ? colour : colourOf(row.group, 1)
  return row.kind === 'join' ? dot(x, y, size, fill) : ring(x, y, size, fill)
}

/** One event: from the server to the farthest recipient, with a dot for each that got it and a ring for each that did not yet. */
function drawFanOut(model: Model, row: Row, y: number, geometry: Geometry, size: number): SVGElement[] {
  const server = serverX(geometry)
  const recipients = row.recipients ?? []
  const colour = COLOURS[row.tone]
  const got = new Map((row.deliveries ?? []).map(([seq, client]) => [client, seq]))
  const all = new Set([...recipients, ...got.keys()])
  const farthest = Math.max(server, ...Array.from(all, (client) => clientX(geometry, client)))
  const parts = [
    line(server, y, farthest, y, colour, Math.min(2.5, geometry.rowHeight / 8)),
    svg('rect', { x: server - size, y: y - size, width: size * 2, height: size * 2, fill: colour, rx: 1 }),
  ]
  for (const client of all) {
    const x = clientX(geometry, client)
    const seq = got.get(client)
    if (seq === undefined) parts.push(ring(x, y, size, colour))
    else parts.push(dot(x, y, size, model.proves(seq).length > 0 ? 'var(--trouble)' : colour))
  }
  return parts
}

const COLOURS: Readonly<Record<Row['tone'], string>> = {
  toServer: 'var(--up)',
  toClient: 'var(--down)',
  notice: 'var(--notice)',
  trouble: 'var(--trouble)',
}

function arrow(
  from: number,
  to: number,
  y: number,
  size: number,
  colour: string,
  isDashed: boolean,
): SVGElement {
  const back = to > from ? -1 : 1
  const head = Math.min(size * 1.6, Math.abs(to - from) / 2)
  return svg(
    'g',
    {},
    line(from, y, to + back * head * 0.8, y, colour, Math.min(1.6, size / 3), isDashed ? '4 3' : undefined),
    svg('path', { d: `M${to} ${y}l${back * head} ${-size * 0.9}v${size * 1.8}z`, fill: colour }),
  )
}

function line(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  stroke: string,
  width: number,
  dashes?: string,
): SVGElement {
  return svg('line', { x1, y1, x2, y2, stroke, 'stroke-width': width, 'stroke-dasharray': dashes })
}

function dot(cx: number, cy: number, r: number, fill: string): SVGElement {
  return svg('circle', { cx, cy, r, fill })
}

function ring(cx: number, cy: number, r: number, stroke: string): SVGElement {
  return svg('circle', { cx, cy, r, stroke, fill: 'var(--bg)', 'stroke-width': Math.min(1.5, r) })
}

function cross(x: number, y: number, size: number, stroke: string): SVGElement {
  const d = `M${x - size} ${y - size}l${size * 2} ${size * 2}m0 ${-size * 2}l${-size * 2} ${size * 2}`
  return svg('path', { d, stroke, 'stroke-width': Math.min(2, size) })
}

/** The index of the first that is not smaller; the list's length if there is none. */
export function firstAtOrAfter(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
