// The scrolling sheet: only the rows in view exist as elements, whatever the length of the conversation. Owns scrolling,
// zoom, the selection and the grid's roles; filters and the details of an event are its owner's.
import type { Row } from '../picture.ts'
import { html } from './dom.ts'
import { clientX, drawLanes, firstAtOrAfter, type Geometry, lanesWidth, serverX } from './lanes.ts'
import { drawMap } from './map.ts'
import { type Model, previewOf } from './model.ts'

const HEIGHTS: readonly number[] = [2, 4, 8, 14, 20, 26, 34]
const DEFAULT_ZOOM = 4
/** Below this, rows have no text. */
const READABLE = 12
const MOST_LANE = 130
const LEAST_LANE = 5
const LEAST_TEXT = 260
/** At the left of a row, where it is marked. */
const BORDER = 3
/** Narrower lanes have their names upright. */
const VERTICAL_NAMES = 62
const TALLEST_NAMES = 122
/** Rows drawn above and below what is in view. */
const SPARE = 8

interface Owner {
  /** Called when another event is selected. */
  onSelect(row: Row): void
  /** Called when a client's name is pressed. */
  onClient(client: number): void
  isClientChosen(client: number): boolean
}

/** What is in view. */
export interface View {
  /** Of the first event in view. */
  readonly seq: number
  /** How many pixels of it are above. */
  readonly offset: number
  /** Whether the last event is in view. */
  readonly isAtEnd: boolean
}

export class Sheet {
  readonly element: HTMLElement
  readonly scroller: HTMLElement
  #model: Model
  readonly #owner: Owner
  readonly #canvas = html('div', { class: 'canvas', role: 'rowgroup' })
  readonly #names = html('div', { class: 'names' })
  readonly #map = html('canvas', { class: 'map', 'aria-hidden': 'true' })
  readonly #empty = html('p', { class: 'empty', hidden: true }, 'No event is left by the filters.')
  #positions: readonly number[] = []
  #search = ''
  #zoom = DEFAULT_ZOOM
  #selected: number | undefined
  #isAsked = false
  #longestTime: number

  constructor(model: Model, owner: Owner) {
    this.#model = model
    this.#longestTime = longestTimeIn(model)
    this.#owner = owner
    this.scroller = html(
      'div',
      {
        class: 'scroller',
        role: 'grid',
        tabindex: 0,
        'aria-label': 'Events',
        'aria-readonly': 'true',
        'aria-colcount': 3,
      },
      this.#canvas,
      this.#empty,
    )
    this.element = html(
      'section',
      { class: 'sheet', 'aria-label': 'Timeline' },
      this.#names,
      html('div', { class: 'body' }, this.scroller, this.#map),
    )
    this.scroller.addEventListener('scroll', () => this.draw())
    this.#canvas.addEventListener('click', (event) => {
      const row = event.target instanceof Element ? event.target.closest('.row') : null
      if (row instanceof HTMLElement) this.select(Number(row.dataset['position']))
    })
    this.#map.addEventListener('click', ({ offsetY }) => {
      const index = Math.floor((offsetY / this.#map.clientHeight) * this.#positions.length)
      this.#scrollTo(index)
    })
  }

  get zoom(): number {
    return this.#zoom
  }

  get selected(): number | undefined {
    return this.#selected
  }

  /** What is in view; set, it is brought there again, in a longer conversation too. */
  get view(): View {
    const { rowHeight } = this.#geometry()
    const { scrollTop, clientHeight } = this.scroller
    const first = this.#model.picture.rows[this.#positions[this.#firstInView()] ?? 0]
    return {
      seq: first?.seq ?? 0,
      offset: scrollTop % rowHeight,
      isAtEnd: scrollTop + clientHeight >= (this.#positions.length - 1) * rowHeight,
    }
  }

  set view({ seq, offset, isAtEnd }: View) {
    const { rowHeight } = this.#geometry()
    const { rows } = this.#model.picture
    const index = this.#positions.findIndex((position) => (rows[position]?.seq ?? 0) >= seq)
    this.scroller.scrollTop =
      isAtEnd || index === -1 ? this.#positions.length * rowHeight : index * rowHeight + offset
    this.draw()
  }

  /** Goes on with a longer picture of the same conversation; what is selected stays so. `show` has to follow. */
  take(model: Model): void {
    const seq = this.#model.picture.rows[this.#selected ?? -1]?.seq
    this.#model = model
    this.#longestTime = longestTimeIn(model)
    this.#selected = seq === undefined ? undefined : model.rowOf(seq)
    this.#positions = []
  }

  /** Shows these rows, keeping in view what was. @param search what is marked in them */
  show(positions: readonly number[], search: string): void {
    const kept = this.#selected ?? this.#positions[this.#firstInView()]
    this.#positions = positions
    this.#search = search
    this.#empty.hidden = positions.length > 0
    this.#layOut()
    if (kept !== undefined) this.#scrollTo(firstAtOrAfter(positions, kept))
    this.draw()
  }

  /** @param step 1 for larger rows, -1 for smaller ones */
  zoomBy(step: number): void {
    const kept = this.#positions[this.#firstInView()]
    this.#zoom = Math.max(0, Math.min(HEIGHTS.length - 1, this.#zoom + step))
    this.#layOut()
    const focus = this.#selected ?? kept
    if (focus !== undefined) this.#scrollTo(firstAtOrAfter(this.#positions, focus))
    this.draw()
  }

  /** Selects a row by its position in the picture, if it is shown, and brings it into view. */
  select(position: number): void {
    const index = firstAtOrAfter(this.#positions, position)
    const row = this.#model.picture.rows[position]
    if (this.#positions[index] !== position || row === undefined) return
    this.#selected = position
    const { rowHeight } = this.#geometry()
    const { scrollTop, clientHeight } = this.scroller
    const top = index * rowHeight
    if (top < scrollTop || top + rowHeight > scrollTop + clientHeight) this.#scrollTo(index)
    this.#owner.onSelect(row)
    this.draw()
  }

  /** Moves the selection by so many rows. */
  move(by: number): void {
    const index =
      this.#selected === undefined ? this.#firstInView() - 1 : firstAtOrAfter(this.#positions, this.#selected)
    const next = this.#positions[Math.max(0, Math.min(this.#positions.length - 1, index + by))]
    if (next !== undefined) this.select(next)
  }

  get rowsInView(): number {
    return Math.max(1, Math.floor(this.scroller.clientHeight / this.#geometry().rowHeight) - 1)
  }

  /** Draws anew with the next frame: after scrolling, a new size, other colours. */
  draw(): void {
    if (this.#isAsked) return
    this.#isAsked = true
    requestAnimationFrame(() => {
      this.#isAsked = false
      this.#drawNow()
    })
  }

  /** Reckons sizes anew: after the window or the details changed theirs. */
  resize(): void {
    this.#layOut()
    this.draw()
  }

  #geometry(): Geometry {
    const { clients, rows } = this.#model.picture
    const gutter = 24 + 8 * (String(rows.at(-1)?.seq ?? 0).length + this.#longestTime)
    const room = Math.max(0, this.scroller.clientWidth - gutter) * 0.55
    const laneWidth = Math.max(LEAST_LANE, Math.min(MOST_LANE, room / (clients.length + 1)))
    return { gutter, laneWidth, rowHeight: HEIGHTS[this.#zoom] ?? 14 }
  }

  #seqWidth(): number {
    return 12 + 8 * String(this.#model.picture.rows.at(-1)?.seq ?? 0).length
  }

  #firstInView(): number {
    return Math.floor(this.scroller.scrollTop / this.#geometry().rowHeight)
  }

  #scrollTo(index: number): void {
    const { rowHeight } = this.#geometry()
    this.scroller.scrollTop = Math.max(0, index * rowHeight - this.scroller.clientHeight / 3)
  }

  #layOut(): void {
    const geometry = this.#geometry()
    const lanes = geometry.gutter + lanesWidth(geometry, this.#model.picture.clients.length)
    this.#canvas.style.height = `${this.#positions.length * geometry.rowHeight}px`
    this.#canvas.style.width = `${Math.max(this.scroller.clientWidth, lanes + LEAST_TEXT)}px`
    this.scroller.setAttribute('aria-rowcount', String(this.#positions.length))
    this.#drawNames(geometry)
  }

  #drawNames(geometry: Geometry): void {
    const { clients } = this.#model.picture
    const { laneWidth } = geometry
    const isTall = laneWidth < VERTICAL_NAMES
    const every = Math.ceil(14 / laneWidth)
    const longest = clients.reduce((most, { length }) => Math.max(most, length), 'server'.length)
    this.#names.style.height = isTall ? `${Math.min(TALLEST_NAMES, 14 + 8 * longest)}px` : '32px'
    const tall = isTall ? ' tall' : ''
    const server = html('span', { class: `server${tall}` }, 'server')
    server.style.left = `${serverX(geometry)}px`
    const buttons = clients.flatMap((name, client) => {
      const isChosen = this.#owner.isClientChosen(client)
      // Narrow lanes have names for some; the first of them belongs to the server.
      if ((client + 1) % every !== 0 && !isChosen) return []
      const button = html(
        'button',
        {
          type: 'button',
          class: tall,
          'aria-pressed': String(isChosen),
          title: `Show only what ${name} says and hears`,
        },
        name,
      )
      button.style.left = `${clientX(geometry, client)}px`
      if (!isTall) button.style.maxWidth = `${laneWidth - 4}px`
      button.addEventListener('click', () => this.#owner.onClient(client))
      return [button]
    })
    const seqWidth = this.#seqWidth()
    const heads = [
      html('span', { class: 'head', title: 'entry' }, '#'),
      html('span', { class: 'head' }, 'ms'),
    ]
    for (const [index, head] of heads.entries()) {
      head.style.left = `${BORDER + (index === 0 ? 0 : seqWidth)}px`
      head.style.width = `${index === 0 ? seqWidth : geometry.gutter - seqWidth - BORDER}px`
    }
    this.#names.replaceChildren(...heads, server, ...buttons)
  }

  #drawNow(): void {
    const geometry = this.#geometry()
    const { rowHeight } = geometry
    const { scrollTop, clientHeight, scrollLeft } = this.scroller
    const first = Math.max(0, Math.floor(scrollTop / rowHeight) - SPARE)
    const last = Math.min(this.#positions.length, Math.ceil((scrollTop + clientHeight) / rowHeight) + SPARE)
    const rows: HTMLElement[] = []
    for (let index = first; index < last; index++) rows.push(this.#drawRow(index, geometry))
    const drawing = drawLanes(this.#model, this.#positions, first, last, geometry)
    drawing.style.top = `${first * rowHeight}px`
    this.#canvas.replaceChildren(...rows, drawing)
    for (const name of this.#names.children) {
      if (name instanceof HTMLElement) name.style.translate = `${-scrollLeft}px`
    }
    const isInView = this.#selected !== undefined && rows.some((row) => row.id === idOf(this.#selected))
    if (isInView) this.scroller.setAttribute('aria-activedescendant', idOf(this.#selected))
    else this.scroller.removeAttribute('aria-activedescendant')
    drawMap(
      this.#map,
      this.#model,
      this.#positions,
      scrollTop / rowHeight,
      (scrollTop + clientHeight) / rowHeight,
    )
  }

  #drawRow(index: number, geometry: Geometry): HTMLElement {
    const model = this.#model
    const { rowHeight, gutter } = geometry
    const position = this.#positions[index] ?? 0
    const row = model.picture.rows[position]
    if (row === undefined) return html('div')
    const isSelected = position === this.#selected
    const element = html('div', {
      class: `row ${row.tone}${model.isMarked(row) ? ' fault' : ''}`,
      role: 'row',
      id: idOf(position),
      'aria-rowindex': index + 1,
      'aria-selected': String(isSelected),
      'data-position': position,
    })
    element.style.top = `${index * rowHeight}px`
    element.style.height = `${rowHeight}px`
    element.style.lineHeight = `${rowHeight}px`
    if (rowHeight < READABLE) {
      element.setAttribute('aria-label', `#${row.seq} ${row.kind}`)
      return element
    }
    const seqWidth = this.#seqWidth()
    const seq = html('span', { class: 'seq', role: 'gridcell' }, String(row.seq))
    seq.style.width = `${seqWidth}px`
    const at = html('span', { class: 'at', role: 'gridcell' }, timeText(row.at))
    at.style.width = `${gutter - seqWidth - BORDER}px`
    const what = html('span', { class: 'what', role: 'gridcell' }, ...this.#words(row))
    what.style.marginLeft = `${lanesWidth(geometry, model.picture.clients.length) + 8}px`
    element.append(seq, at, what)
    return element
  }

  #words(row: Row): readonly Node[] {
    const model = this.#model
    const preview = previewOf(row)
    const who = row.client === undefined ? '' : `${model.nameOf(row.client)} `
    const words = row.words === '' ? '' : `${row.words}${preview === '' ? '' : ': '}`
    return [
      ...model
        .proofsOf(row)
        .map((number) =>
          html('span', { class: 'badge', title: `Proof of violation ${number}` }, String(number)),
        ),
      html('span', { class: 'who' }, ...marked(who, this.#search)),
      html('span', { class: `sign ${row.tone}` }, `${row.sign} `),
      html('span', { class: 'words' }, ...marked(words, this.#search)),
      ...marked(preview, this.#search).map((part) =>
        typeof part === 'string' ? document.createTextNode(part) : part,
      ),
    ]
  }
}

/** Text in which what is searched stands out. */
function marked(text: string, search: string): readonly (Node | string)[] {
  if (search === '') return [text]
  const parts: (Node | string)[] = []
  const lower = text.toLowerCase()
  const wanted = search.toLowerCase()
  let from = 0
  // Lower case may be longer than the text; then nothing is marked rather than something else.
  for (
    let at = lower.indexOf(wanted);
    at !== -1 && lower.length === text.length;
    at = lower.indexOf(wanted, from)
  ) {
    parts.push(text.slice(from, at), html('mark', {}, text.slice(at, at + wanted.length)))
    from = at + wanted.length
  }
  return [...parts, text.slice(from)]
}

function idOf(position: number | undefined): string {
  return `row-${String(position)}`
}

function longestTimeIn({ picture }: Model): number {
  return picture.rows.reduce((most, { at }) => Math.max(most, timeText(at).length), 0)
}

function timeText(at: number): string {
  return at >= 10_000 ? at.toFixed(0) : String(Math.round(at * 10) / 10)
}
