// The script of the status page: a function whose text is put into the page. It runs in a browser and names nothing
// outside of itself. What clients say only ever becomes a text node or the value of an attribute.

interface Connection {
  readonly mock: string
  readonly client: string
  readonly user?: string
  readonly path: string
  readonly groups: readonly string[]
  readonly userAgent?: string
}

interface Timeline {
  readonly mock: string
  readonly mocks: readonly string[]
  readonly entries: number
  /** How many of the oldest are not kept any more. */
  readonly forgotten: number
  readonly shown: number
  readonly upTo: number
  readonly page?: string
}

export function statusScript(): void {
  const POLL_MS = 1_000
  const PATIENCE_MS = 10_000
  const MOST_LISTED = 200
  const KEY = 'parley-token'

  /** The server said no; its words are the message. */
  class Refused extends Error {
    readonly status: number
    constructor(status: number, message: string) {
      super(message)
      this.status = status
    }
  }

  function part<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
    const found = document.querySelector(`#${id}`)
    if (!(found instanceof kind)) throw new Error(`The page has no ${id}.`)
    return found
  }
  const state = part('state', HTMLElement)
  const asking = part('asking', HTMLFormElement)
  const tokenField = part('token', HTMLInputElement)
  const content = part('content', HTMLElement)
  const mock = part('mock', HTMLSelectElement)
  const sending = part('sending', HTMLFormElement)
  const to = part('to', HTMLSelectElement)
  const message = part('message', HTMLTextAreaElement)
  const answer = part('answer', HTMLElement)
  const frame = part('timeline', HTMLIFrameElement)

  let token = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  let isPolling = false
  /** What of the timeline is shown. */
  let seen: { readonly mock: string; readonly upTo: number } | undefined
  let picture = ''
  let isFrameReady = false
  const drawn = new Map<string, string>()

  /** Whether this is other than what it was: what did not change is not drawn again. */
  function isNew(what: string, value: unknown): boolean {
    const text = JSON.stringify(value)
    if (drawn.get(what) === text) return false
    drawn.set(what, text)
    return true
  }

  function element(name: string, text: string): HTMLElement {
    const made = document.createElement(name)
    made.textContent = text
    return made
  }

  function say(where: HTMLElement, text: string, isBad = false): void {
    // What is announced is announced once.
    if (where.textContent !== text) where.textContent = text
    where.classList.toggle('bad', isBad)
  }

  function plural(count: number, one: string, many: string): string {
    return `${count} ${count === 1 ? one : many}`
  }

  async function call(path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(path, {
      headers: { authorization: `Bearer ${token}` },
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    })
    const answered = (await response.json()) as { readonly error?: string }
    if (!response.ok) throw new Refused(response.status, answered.error ?? `status ${response.status}`)
    return answered
  }

  function askForToken(why: string): void {
    token = ''
    sessionStorage.removeItem(KEY)
    asking.hidden = false
    content.hidden = true
    say(state, why, why !== '')
    tokenField.focus()
  }

  function use(given: string): void {
    // Nothing else can be sent in a header.
    if (!/^[!-~]+$/.test(given)) return askForToken('A token has letters, digits and signs, and no spaces.')
    token = given
    sessionStorage.setItem(KEY, given)
    seen = undefined
    wake()
  }

  /** The token of a link that was printed; it does not stay in the address. */
  function takeToken(): void {
    const given = new URLSearchParams(location.hash.slice(1)).get('token')
    if (given !== null) history.replaceState(null, '', location.pathname)
    const known = given ?? sessionStorage.getItem(KEY)
    if (known === null) askForToken('')
    else use(known)
  }

  function wake(): void {
    clearTimeout(timer)
    timer = undefined
    if (!isPolling && token !== '' && !document.hidden) void poll()
  }

  async function poll(): Promise<void> {
    isPolling = true
    const asked = { token, mock: mock.value, seen }
    try {
      const query = new URLSearchParams(seen === undefined ? {} : { after: String(seen.upTo) })
      if (mock.value !== '') query.set('mock', mock.value)
      const [listed, timeline] = (await Promise.all([
        call('connections'),
        call(`timeline?${query.toString()}`),
      ])) as [{ readonly connections: readonly Connection[] }, Timeline]
      // Another token, another mock: what comes now is not what is asked for.
      if (asked.token === token && asked.mock === mock.value && asked.seen === seen) {
        asking.hidden = true
        content.hidden = false
        showConnections(listed.connections)
        showGroups(listed.connections)
        showRecipients(listed.connections, timeline.mocks)
        showTimeline(timeline)
        say(state, 'live')
        document.body.classList.remove('gone')
      }
    } catch (error) {
      if (asked.token === token) fail(error)
    }
    isPolling = false
    if (token === '' || document.hidden) return
    timer = setTimeout(wake, asked.token === token && asked.mock === mock.value ? POLL_MS : 0)
  }

  function fail(error: unknown): void {
    // Whatever answers next may be another server, with another transcript.
    seen = undefined
    if (error instanceof Refused) {
      if (error.status === 401) return askForToken("This is not the server's token.")
      // A mock that is gone is not looked at any more.
      if (error.status === 404) mock.replaceChildren()
      say(state, error.message, true)
      return
    }
    document.body.classList.add('gone')
    say(state, 'The server is gone: what is shown is what was. Looking for it each second.', true)
  }

  function showRows(id: string, rows: readonly HTMLElement[]): void {
    const table = part(id, HTMLTableElement)
    const { activeElement } = document
    const focused = activeElement instanceof HTMLElement ? activeElement.dataset['to'] : undefined
    table.tBodies[0]?.replaceChildren(...rows)
    table.hidden = rows.length === 0
    if (focused === undefined || document.activeElement === activeElement) return
    for (const button of table.querySelectorAll('button'))
      if (button.dataset['to'] === focused) button.focus()
  }

  /** How many there are, and that not all are listed. */
  function showCount(id: string, text: string, count: number): void {
    part(id, HTMLElement).textContent =
      count > MOST_LISTED ? `${text}, the first ${MOST_LISTED} of them here` : text
  }

  /** A name that, pressed, is whom the form sends to. */
  function nameButton(name: string, target: unknown): HTMLElement {
    const button = element('button', name)
    button.setAttribute('type', 'button')
    button.title = 'Write to it'
    button.dataset['to'] = JSON.stringify(target)
    button.addEventListener('click', () => {
      to.value = JSON.stringify(target)
      message.focus()
    })
    const cell = element('td', '')
    cell.append(button)
    return cell
  }

  function row(first: HTMLElement, ...texts: readonly string[]): HTMLElement {
    const made = document.createElement('tr')
    made.append(first, ...texts.map((text) => element('td', text)))
    return made
  }

  const toClient = ({ mock: of, client }: Connection): unknown => ({ to: { client }, mock: of })

  function showConnections(connections: readonly Connection[]): void {
    const shown = connections.slice(0, MOST_LISTED)
    if (!isNew('connections', [connections.length, shown])) return
    showCount('connection-count', plural(connections.length, 'connection', 'connections'), connections.length)
    showRows(
      'connections',
      shown.map((each) =>
        row(
          nameButton(each.client, toClient(each)),
          each.path,
          each.user ?? '',
          each.groups.join(', '),
          each.userAgent ?? '',
        ),
      ),
    )
  }

  function groupsOf(connections: readonly Connection[]): readonly {
    readonly mock: string
    readonly group: string
    readonly members: number
  }[] {
    const counts = new Map<string, { mock: string; group: string; members: number }>()
    for (const { mock: of, groups } of connections) {
      for (const group of groups) {
        const key = JSON.stringify([of, group])
        const counted = counts.get(key) ?? { mock: of, group, members: 0 }
        counted.members++
        counts.set(key, counted)
      }
    }
    return [...counts.values()]
  }

  function showGroups(connections: readonly Connection[]): void {
    const groups = groupsOf(connections)
    const shown = groups.slice(0, MOST_LISTED)
    if (!isNew('groups', [groups.length, shown])) return
    showCount('group-count', plural(groups.length, 'group', 'groups'), groups.length)
    showRows(
      'groups',
      shown.map(({ mock: of, group, members }) =>
        row(nameButton(group, { to: { group }, mock: of }), of, String(members)),
      ),
    )
  }

  function showRecipients(connections: readonly Connection[], mocks: readonly string[]): void {
    const everybody = { to: { all: true } }
    const lists: readonly (readonly [label: string, options: readonly (readonly [string, unknown])[]])[] = [
      [
        'All',
        [
          ['everybody', everybody],
          ...(mocks.length > 1
            ? mocks.map((path) => [`everybody of ${path}`, { ...everybody, mock: path }] as const)
            : []),
        ],
      ],
      [
        'Groups',
        groupsOf(connections)
          .slice(0, MOST_LISTED)
          .map(({ mock: of, group }) => [`${group} (${of})`, { to: { group }, mock: of }] as const),
      ],
      [
        'Connections',
        connections
          .slice(0, MOST_LISTED)
          .map((each) => [`${each.client} (${each.user ?? each.path})`, toClient(each)] as const),
      ],
    ]
    if (!isNew('recipients', lists)) return
    const chosen = to.selectedOptions[0]
    to.replaceChildren(
      ...lists
        .filter(([, options]) => options.length > 0)
        .map(([label, options]) => {
          const list = document.createElement('optgroup')
          list.label = label
          list.append(...options.map(([text, target]) => new Option(text, JSON.stringify(target))))
          return list
        }),
    )
    if (chosen === undefined) return
    to.value = chosen.value
    if (to.value === chosen.value) return
    // Who is gone stays chosen: nobody else hears what was meant for one.
    if (!chosen.text.endsWith(' (gone)')) chosen.text += ' (gone)'
    to.prepend(chosen)
    to.value = chosen.value
  }

  function showTimeline({ mock: path, mocks, entries, forgotten, shown, upTo, page }: Timeline): void {
    if (isNew('mocks', mocks) || mock.value !== path) {
      mock.replaceChildren(...mocks.map((each) => new Option(each, each)))
      mock.value = path
      part('mocks', HTMLElement).hidden = mocks.length < 2
    }
    const isSame = seen?.mock === path
    seen = { mock: path, upTo }
    say(
      part('cut', HTMLElement),
      entries > shown
        ? `The last ${shown} of ${entries} entries; the transcript has ${forgotten > 0 ? `the last ${entries - forgotten}` : 'them all'}.`
        : '',
    )
    if (page === undefined) return
    const { textContent } = new DOMParser().parseFromString(page, 'text/html').querySelector('#picture') ?? {}
    picture = textContent ?? ''
    if (isSame && isFrameReady) return tellFrame({ picture })
    if (isSame) return
    isFrameReady = false
    frame.srcdoc = page
  }

  /** Tells the frame what to draw, and how. Its origin is nobody's, and cannot be named. */
  function tellFrame(what: {
    readonly picture?: string
    readonly isAtEnd?: boolean
    readonly theme?: string | undefined
  }): void {
    frame.contentWindow?.postMessage(what, '*')
  }

  async function send(): Promise<void> {
    const target = JSON.parse(to.value) as Readonly<Record<string, unknown>>
    try {
      const { sent } = (await call('send', { ...target, message: message.value })) as { sent: number }
      say(
        answer,
        sent === 0
          ? 'Nobody is there who is meant: it was sent to no connection.'
          : `Sent to ${plural(sent, 'connection', 'connections')}.`,
        sent === 0,
      )
    } catch (error) {
      const why =
        error instanceof Refused
          ? `Not sent: ${error.message}`
          : 'The server gave no answer: whether it was sent is not known.'
      say(answer, why, true)
    }
    wake()
  }

  function dim(): void {
    const { dataset } = document.documentElement
    const isDark =
      dataset['theme'] === undefined
        ? matchMedia('(prefers-color-scheme: dark)').matches
        : dataset['theme'] === 'dark'
    dataset['theme'] = isDark ? 'light' : 'dark'
    tellFrame({ theme: dataset['theme'] })
  }

  frame.addEventListener('load', () => {
    if (!frame.hasAttribute('srcdoc')) return
    isFrameReady = true
    tellFrame({ picture, isAtEnd: true, theme: document.documentElement.dataset['theme'] })
  })
  asking.addEventListener('submit', (event) => {
    event.preventDefault()
    use(tokenField.value.trim())
    tokenField.value = ''
  })
  sending.addEventListener('submit', (event) => {
    event.preventDefault()
    say(answer, '')
    void send()
  })
  message.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) sending.requestSubmit()
  })
  mock.addEventListener('change', wake)
  document.addEventListener('visibilitychange', wake)
  addEventListener('hashchange', takeToken)
  part('theme', HTMLButtonElement).addEventListener('click', dim)
  document.addEventListener('keydown', ({ key, target, ctrlKey, metaKey, altKey }) => {
    const isWriting = target instanceof Element && target.closest('input, textarea, select') !== null
    if (key === 'd' && !isWriting && !ctrlKey && !metaKey && !altKey) dim()
  })
  takeToken()
}
