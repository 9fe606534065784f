// The page of an HTML timeline: puts its parts together and obeys the keyboard. Bundled into page-script.ts by
// `npm run page`; it runs in a browser without a network and keeps nothing. A page that has it in a frame may hand it the
// picture of a conversation that has gone on, and its theme.
import type { Picture, Row } from '../picture.ts'
import { oneLine } from '../../payload-text.ts'
import { detailsOf } from './details.ts'
import { action, html, toggle } from './dom.ts'
import { colourOf, type KindName, KINDS, Model } from './model.ts'
import { Sheet } from './sheet.ts'

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['↑ ↓ or k j', 'the event before, the event after'],
  ['Page Up, Page Down, Home, End', 'further'],
  ['Enter', 'unfold the event: fields, payload'],
  ['Escape', 'fold it, or clear the search'],
  ['/', 'search'],
  ['n N', 'what is found next, before'],
  ['v V', 'the next, the last proof of a violation, or trouble'],
  ['c', 'what the event follows from'],
  ['+ -', 'larger, smaller'],
  ['d', 'dark or light'],
  ['?', 'these keys'],
]

type Theme = 'dark' | 'light'

interface Shown {
  /** Shows a longer picture of the same conversation: search, filters, and what is in view stay. */
  goOn(picture: Picture, isAtEnd: boolean): void
  wear(theme: Theme): void
}

function begin(first: Picture): Shown {
  let model = new Model(first)
  const hidden = new Set<KindName>()
  const clients = new Set<number>()
  const groups = new Set<number>()
  let search = ''
  let isOnlyFound = false
  let shown: readonly number[] = []
  let found: readonly number[] = []

  const details = html('aside', { class: 'details', 'aria-label': 'Event', hidden: true, tabindex: -1 })
  const status = html('span', { class: 'unseen', role: 'status', 'aria-live': 'polite' })
  const count = html('span', { class: 'count' })
  const help = helpOf()

  const sheet = new Sheet(model, {
    onSelect(row) {
      if (!details.hidden) unfold(row)
      status.textContent = `#${row.seq} ${row.client === undefined ? '' : model.nameOf(row.client)} ${row.words}`
    },
    onClient: (client) => change(() => flip(clients, client)),
    isClientChosen: (client) => clients.has(client),
  })

  function change(what: () => void): void {
    what()
    shown = model.shown({ hidden, clients, groups, search, isOnlyFound })
    found = search === '' ? [] : shown.filter((position) => model.isFound(position, search))
    count.textContent = search === '' ? '' : `${found.length} found`
    sheet.show(shown, search)
  }

  function unfold(row: Row): void {
    const close = action('×', 'Fold (Escape)', fold)
    details.replaceChildren(
      html('header', {}, html('h2', {}, `Event #${row.seq}`), close),
      ...detailsOf(model, row, goTo),
    )
    if (!details.hidden) return
    details.hidden = false
    sheet.resize()
  }

  function fold(): void {
    details.hidden = true
    sheet.resize()
    sheet.scroller.focus()
  }

  function goTo(seq: number): void {
    const position = model.rowOf(seq)
    if (position === undefined) return
    // Whoever follows a reference wants to see it, whatever is filtered.
    if (!shown.includes(position)) change(clearFilters)
    sheet.select(position)
    sheet.scroller.focus()
  }

  function clearFilters(): void {
    hidden.clear()
    clients.clear()
    groups.clear()
    isOnlyFound = false
    for (const button of bar.querySelectorAll('[data-filter]')) {
      button.setAttribute('aria-pressed', String(button.getAttribute('data-filter') === 'kind'))
    }
  }

  function step(positions: readonly number[], by: 1 | -1): void {
    const at = sheet.selected ?? -1
    const next =
      by === 1
        ? (positions.find((position) => position > at) ?? positions[0])
        : (positions.findLast((position) => position < at) ?? positions.at(-1))
    if (next !== undefined) sheet.select(next)
  }

  const troubles = (): readonly number[] =>
    shown.filter((position) => {
      const row = model.picture.rows[position]
      return row !== undefined && (row.tone === 'trouble' || model.isMarked(row))
    })

  const field = html('input', {
    type: 'search',
    placeholder: 'Search (press /)',
    'aria-label': 'Search events',
    spellcheck: 'false',
  })
  field.addEventListener('input', () =>
    change(() => {
      search = field.value
    }),
  )
  field.addEventListener('keydown', ({ key, shiftKey }) => {
    if (key === 'Enter') step(found, shiftKey ? -1 : 1)
  })

  const kindsThere = (): readonly KindName[] =>
    KINDS.filter((kind) => model.picture.rows.length === 0 || model.has(kind))
  const filters = html('span', { class: 'filters' })
  let filtered = ''
  /** Draws the filters, unless they are there: a button that has the keyboard keeps it. */
  function drawFilters(): void {
    const kinds = kindsThere()
    const names = model.picture.groups.slice(0, MOST_GROUPS)
    const wanted = JSON.stringify([kinds, names])
    if (filtered === wanted) return
    filtered = wanted
    filters.replaceChildren(
      ...kinds.map(kindButton),
      html('span', { class: 'gap' }),
      ...names.map(groupButton),
    )
  }

  function kindButton(kind: KindName): HTMLButtonElement {
    const button = toggle(kind, !hidden.has(kind), () => change(() => flip(hidden, kind)))
    button.dataset['filter'] = 'kind'
    return button
  }

  function groupButton(name: string, group: number): HTMLButtonElement {
    const button = toggle(name, groups.has(group), () => change(() => flip(groups, group)))
    const swatch = html('span', { class: 'swatch' })
    swatch.style.background = colourOf(group, 0.9)
    button.prepend(swatch)
    button.title = `Show only the group ${name}`
    button.dataset['filter'] = 'group'
    return button
  }
  const only = toggle('only found', false, (isPressed) =>
    change(() => {
      isOnlyFound = isPressed
    }),
  )
  only.dataset['filter'] = 'found'

  const bar = html(
    'div',
    { class: 'bar', role: 'toolbar', 'aria-label': 'Search, filters, zoom' },
    field,
    action('‹', 'Found before (N)', () => step(found, -1)),
    action('›', 'Found next (n)', () => step(found, 1)),
    only,
    count,
    filters,
    html('span', { class: 'gap' }),
    action('−', 'Smaller (-)', () => sheet.zoomBy(-1)),
    action('+', 'Larger (+)', () => sheet.zoomBy(1)),
    action('‹ !', 'The trouble before (V)', () => step(troubles(), -1)),
    action('! ›', 'The next trouble (v)', () => step(troubles(), 1)),
    action('◐', 'Dark or light (d)', dim),
    action('?', 'Keys (?)', () => help.showModal()),
  )

  function dim(): void {
    const root = document.documentElement
    const isDark =
      root.dataset['theme'] === undefined
        ? matchMedia('(prefers-color-scheme: dark)').matches
        : root.dataset['theme'] === 'dark'
    wear(isDark ? 'light' : 'dark')
  }

  function wear(theme: Theme): void {
    document.documentElement.dataset['theme'] = theme
    sheet.draw()
  }

  const commands: Readonly<Record<string, () => void>> = {
    ArrowDown: () => sheet.move(1),
    j: () => sheet.move(1),
    ArrowUp: () => sheet.move(-1),
    k: () => sheet.move(-1),
    PageDown: () => sheet.move(sheet.rowsInView),
    PageUp: () => sheet.move(-sheet.rowsInView),
    Home: () => sheet.move(-Infinity),
    End: () => sheet.move(Infinity),
    Enter: () => {
      const row = model.picture.rows[sheet.selected ?? -1]
      if (row !== undefined) unfold(row)
    },
    Escape: () => {
      if (!details.hidden) fold()
      else if (search !== '') {
        field.value = ''
        change(() => {
          search = ''
        })
      }
    },
    '/': () => field.focus(),
    n: () => step(found, 1),
    N: () => step(found, -1),
    v: () => step(troubles(), 1),
    V: () => step(troubles(), -1),
    c: () => {
      const cause = model.picture.rows[sheet.selected ?? -1]?.cause
      if (cause !== undefined) goTo(cause)
    },
    '+': () => sheet.zoomBy(1),
    '=': () => sheet.zoomBy(1),
    '-': () => sheet.zoomBy(-1),
    d: dim,
    '?': () => help.showModal(),
  }
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return
    const { key, target } = event
    if (target === field) {
      if (key === 'Escape') sheet.scroller.focus()
      return
    }
    // A button, a disclosure has keys of its own.
    const isControl = target instanceof Element && target.closest('button, summary, .details') !== null
    if (isControl && key !== 'Escape' && (key.length > 1 || key === ' ')) return
    const command = Object.hasOwn(commands, key) ? commands[key] : undefined
    if (command === undefined) return
    event.preventDefault()
    command()
  })
  sheet.scroller.addEventListener('click', () => commands['Enter']?.())

  const title = html('h1', {}, oneLine(first.title))
  const facts = html('span', { class: 'facts' }, factsOf(first))
  const main = html('main', {}, sheet.element, details)
  let findings = findingsOf(model, goTo)
  document.body.append(html('header', {}, title, facts, bar), ...findings, main, status, help)
  drawFilters()
  change(() => undefined)
  new ResizeObserver(() => sheet.resize()).observe(sheet.element)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => sheet.draw())
  // In a frame the keyboard is somebody else's until it is given.
  if (parent === window) sheet.scroller.focus()

  function goOn(picture: Picture, isAtEnd: boolean): void {
    const { view } = sheet
    const before = model.picture
    model = new Model(picture)
    renumber(clients, before.clients, picture.clients)
    renumber(groups, before.groups, picture.groups)
    title.textContent = oneLine(picture.title)
    facts.textContent = factsOf(picture)
    for (const each of findings) each.remove()
    findings = findingsOf(model, goTo)
    main.before(...findings)
    drawFilters()
    sheet.take(model)
    change(() => undefined)
    sheet.view = isAtEnd ? { ...view, isAtEnd } : view
  }

  return { goOn, wear }
}

/** Positions in one list of names become those in another. */
function renumber(chosen: Set<number>, before: readonly string[], now: readonly string[]): void {
  const names = [...chosen].map((position) => before[position] ?? '')
  chosen.clear()
  for (const name of names) if (now.includes(name)) chosen.add(now.indexOf(name))
}

/** What the page says that has this one in a frame. */
interface FromHost {
  /** In JSON. */
  readonly picture?: string
  /** Whether to go to the end of it. */
  readonly isAtEnd?: boolean
  readonly theme?: Theme
}

const MOST_GROUPS = 12

function flip<Value>(set: Set<Value>, value: Value): void {
  if (!set.delete(value)) set.add(value)
}

function factsOf({ rows, clients, entries, forgotten }: Picture): string {
  const last = rows.at(-1)
  return [
    plural(entries, 'entry', 'entries'),
    ...(forgotten > 0 ? [`${forgotten} before them not kept`] : []),
    plural(clients.length, 'client', 'clients'),
    `${last?.at ?? 0} ms`,
  ].join(', ')
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}

/** What is violated, with its witnesses; of the rest how many there are. */
function findingsOf(model: Model, goTo: (seq: number) => void): readonly HTMLElement[] {
  const { findings } = model.picture
  if (findings.length === 0) return []
  const holding = findings.filter(({ verdict }) => verdict === 'holds').length
  const unknown = findings.filter(({ verdict }) => verdict === 'unknown').length
  const rest = [
    ...(holding > 0 ? [holding === 1 ? '1 holds' : `${holding} hold`] : []),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
  ].join(', ')
  const items = model.broken.map(({ law, group, explanation, witnesses }, index) => {
    const references = witnesses.map((seq) => {
      const button = html('button', { type: 'button' }, `#${seq}`)
      button.addEventListener('click', () => goTo(seq))
      return button
    })
    return html(
      'li',
      {},
      html('span', { class: 'badge' }, String(index + 1)),
      html('span', { class: 'law' }, group === undefined ? law : `${law} in ${oneLine(group)}`),
      ` ${oneLine(explanation)} `,
      ...references,
    )
  })
  const label = items.length === 0 ? 'Guarantees' : 'Violated guarantees'
  return [
    html(
      'section',
      { class: items.length === 0 ? 'findings fine' : 'findings', 'aria-label': label },
      html('ol', {}, ...items),
      ...(rest === ''
        ? []
        : [
            html(
              'span',
              { class: 'facts' },
              `${items.length === 0 ? 'Guarantees' : 'Of the others'}: ${rest}`,
            ),
          ]),
    ),
  ]
}

function helpOf(): HTMLDialogElement {
  const list = html('dl')
  for (const [keys, what] of KEYS) list.append(html('dt', {}, html('kbd', {}, keys)), html('dd', {}, what))
  const close = html('button', { type: 'button' }, 'Close')
  const dialog = html('dialog', { 'aria-label': 'Keys' }, html('h2', {}, 'Keys'), list, close)
  close.addEventListener('click', () => dialog.close())
  return dialog
}

const data = document.querySelector('#picture')?.textContent
if (data !== undefined) {
  const shown = begin(JSON.parse(data) as Picture)
  addEventListener('message', (event: MessageEvent<FromHost>) => {
    if (parent === window || event.source !== parent) return
    const { picture, isAtEnd, theme } = event.data
    if (theme !== undefined) shown.wear(theme)
    if (picture !== undefined) shown.goOn(JSON.parse(picture) as Picture, isAtEnd === true)
  })
}
