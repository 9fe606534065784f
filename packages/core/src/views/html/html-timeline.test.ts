import { JSDOM } from 'jsdom'
import { describe, expect, it, onTestFinished } from 'vitest'
import { bundlePage } from '../../../test/views/bundle-page.ts'
import type { Entry } from '../../transcript/entry.ts'
import { htmlTimeline, type HtmlTimelineOptions } from './html-timeline.ts'
import { PAGE_SCRIPT } from './page-script.ts'

const message = (
  seq: number,
  client: string,
  direction: 'clientToServer' | 'serverToClient',
  payload: string,
  cause?: number,
): Entry => ({
  kind: 'message',
  seq,
  at: seq,
  client,
  direction,
  opcode: 'text',
  payload,
  cause,
})
const open = (seq: number, client: string): Entry => ({
  kind: 'open',
  seq,
  at: seq,
  client,
  url: 'wss://chat.example.com/',
  protocol: '',
})
const said = '{"type":"said","text":"hi","by":{"name":"alice"}}'

const conversation: readonly Entry[] = [
  open(1, 'alice'),
  open(2, 'bob'),
  { kind: 'join', seq: 3, at: 3, client: 'alice', group: 'lobby' },
  { kind: 'join', seq: 4, at: 4, client: 'bob', group: 'lobby' },
  message(5, 'alice', 'clientToServer', '{"type":"say","text":"hi"}'),
  {
    kind: 'broadcast',
    seq: 6,
    at: 6,
    cause: 5,
    opcode: 'text',
    payload: said,
    groups: ['lobby'],
    recipients: ['alice', 'bob'],
  },
  message(7, 'alice', 'serverToClient', said, 6),
  message(8, 'bob', 'serverToClient', said, 6),
  message(9, 'bob', 'clientToServer', 'what?'),
  { kind: 'unmatched', seq: 10, at: 10, client: 'bob', cause: 9 },
  {
    kind: 'message',
    seq: 11,
    at: 11,
    client: 'bob',
    direction: 'clientToServer',
    opcode: 'binary',
    payload: new Uint8Array([1, 65, 255]),
  },
  {
    kind: 'close',
    seq: 12,
    at: 12,
    client: 'bob',
    direction: 'clientToServer',
    code: 1000,
    reason: '',
    clean: true,
  },
]

interface Page {
  readonly document: Document
  readonly requests: readonly string[]
  press(key: string): void
  type(text: string): void
  click(name: string): void
  rows(): readonly string[]
  selected(): string | undefined
  drawn(): Promise<void>
}

/** The page in a browser of 600 pixels, whose script has run. */
async function opened(entries: readonly Entry[], options?: HtmlTimelineOptions): Promise<Page> {
  const dom = new JSDOM(htmlTimeline({ entries }, options), {
    runScripts: 'dangerously',
    pretendToBeVisual: true,
    beforeParse(window) {
      Object.assign(window, {
        ResizeObserver: class {
          observe() {}
        },
        matchMedia: () => ({ matches: false, addEventListener() {} }),
      })
      Object.defineProperty(window.HTMLElement.prototype, 'clientHeight', { value: 600 })
      Object.defineProperty(window.HTMLElement.prototype, 'clientWidth', { value: 1000 })
      // jsdom has nothing to draw on.
      window.HTMLCanvasElement.prototype.getContext = () => null
    },
  })
  const window = dom.window as Window & typeof globalThis
  onTestFinished(() => window.close())
  const { document } = window
  const field = () => document.querySelector('input')!
  const page: Page = {
    document,
    requests: Array.from(
      document.querySelectorAll('[src], link[href], img, iframe'),
      (each) => each.outerHTML,
    ),
    press: (key) =>
      void document.activeElement!.dispatchEvent(
        new window.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }),
      ),
    type(text) {
      field().value = text
      field().dispatchEvent(new window.Event('input'))
    },
    click(name) {
      Array.from(document.querySelectorAll('button'))
        .find((button) => (button.getAttribute('aria-label') ?? button.textContent) === name)!
        .click()
    },
    rows: () => Array.from(document.querySelectorAll('.row'), (row) => row.textContent),
    selected: () => document.querySelector('[aria-selected=true] .seq')?.textContent ?? undefined,
    drawn: () =>
      new Promise((resolve) =>
        window.requestAnimationFrame(() => window.requestAnimationFrame(() => resolve())),
      ),
  }
  await page.drawn()
  return page
}

describe('the script of the page', () => {
  it('is the one that is in its sources: npm run page writes it', async () => {
    expect(PAGE_SCRIPT).toBe(await bundlePage())
  })

  it('cannot end the element that it stands in', () => {
    expect(PAGE_SCRIPT).not.toMatch(/<\/|<!--/)
  })
})

describe('htmlTimeline', () => {
  it('shows an event on each line, and a fan-out with what it delivers at once as one', async () => {
    const page = await opened(conversation, { title: 'fan-out' })
    expect(page.document.title).toBe('fan-out')
    expect(page.rows()).toEqual([
      '11alice ○ open wss://chat.example.com/',
      '22bob ○ open wss://chat.example.com/',
      '33alice + joins lobby',
      '44bob + joins lobby',
      '55alice → {"type":"say","text":"hi"}',
      `66⇐ broadcast to lobby (2 clients): ${said}`,
      '99bob → what?',
      '1010bob ! unmatched: no rule for #9',
      '1111bob → <3 bytes>',
      '1212bob → close 1000 normal closure',
    ])
  })

  it('draws a late delivery, and one that is not what was broadcast, on lines of their own', async () => {
    const late = [...conversation.slice(0, 7), message(8, 'bob', 'serverToClient', '{"type":"other"}', 6)]
    expect((await opened(late)).rows().slice(5)).toEqual([
      `66⇐ broadcast to lobby (2 clients): ${said}`,
      '88bob ← {"type":"other"}',
    ])
  })

  it('draws a lane for the server and each client, a band for each membership, dots where a fan-out arrived', async () => {
    const { document } = await opened(conversation)
    expect(
      Array.from(document.querySelectorAll('.names button, .server'), (name) => name.textContent),
    ).toEqual(['server', 'alice', 'bob'])
    expect(document.querySelectorAll('svg rect[fill^=hsl]')).toHaveLength(2)
    const dots = document.querySelectorAll('svg circle[fill="var(--down)"]')
    expect(dots).toHaveLength(2)
    expect(new Set(Array.from(dots, (dot) => dot.getAttribute('cy'))).size).toBe(1)
  })

  it('puts nothing of a transcript into the page as HTML or as script', async () => {
    const evil = '</script><script>document.title = "hurt"</script><!--<img src=x onerror=alert(1)>'
    const entries: Entry[] = [
      open(1, evil),
      { kind: 'join', seq: 2, at: 2, client: evil, group: evil },
      message(3, evil, 'clientToServer', evil),
    ]
    const finding = { law: evil, group: evil, explanation: evil, witnesses: [3] }
    const page = await opened(entries, { title: evil, verdicts: [finding] })
    page.press('End')
    page.press('Enter')
    await page.drawn()
    expect(page.document.title).toBe(evil)
    expect(page.document.querySelectorAll('script')).toHaveLength(2)
    expect(page.requests).toEqual([])
    expect(page.document.querySelectorAll('img')).toHaveLength(0)
    expect(page.rows().at(-1)).toContain(evil)
  })

  it('asks nothing of a network, and says so to the browser', () => {
    const html = htmlTimeline({ entries: conversation })
    expect(html).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"`,
    )
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:\/\//)
  })

  it('marks the witnesses of what is violated, in the list, on their lines and in the fan-out', async () => {
    const page = await opened(conversation, {
      verdicts: [
        { law: 'totalOrder', group: 'lobby', verdict: 'holds', witnesses: [], explanation: '' },
        {
          law: 'membersOnly',
          group: 'lobby',
          verdict: 'violated',
          witnesses: [4, 8],
          explanation: 'bob heard at #8',
        },
      ],
    })
    expect(page.document.querySelector('[aria-label="Violated guarantees"]')!.textContent).toBe(
      '1membersOnly in lobby bob heard at #8 #4#8Of the others: 1 holds',
    )
    expect(Array.from(page.document.querySelectorAll('.row.fault .seq'), (seq) => seq.textContent)).toEqual([
      '4',
      '6',
    ])
    expect(page.document.querySelectorAll('svg circle[fill="var(--trouble)"]')).toHaveLength(2)
    page.click('#8')
    await page.drawn()
    expect(page.selected()).toBe('6')
  })

  it('takes what a scenario or a counterexample found broken, and points at further entries', async () => {
    const broken = [{ law: 'noGaps', group: undefined, witnesses: [5], explanation: 'gap' }]
    const page = await opened(conversation, { verdicts: broken, mark: [9] })
    expect(Array.from(page.document.querySelectorAll('.row.fault .seq'), (seq) => seq.textContent)).toEqual([
      '5',
      '9',
    ])
  })

  it('is moved through by keys, unfolds a payload, follows a cause and folds again', async () => {
    const page = await opened(conversation)
    for (let times = 0; times < 6; times++) page.press('ArrowDown')
    await page.drawn()
    expect(page.selected()).toBe('6')
    const details = page.document.querySelector<HTMLElement>('aside')!
    expect(details.hidden).toBe(true)
    page.press('Enter')
    expect(details.textContent).toContain('alice (#7), bob (#8)')
    expect(details.querySelector('.tree')!.textContent).toBe(
      '{3 fields}type: "said"text: "hi"by: {1 field}name: "alice"',
    )
    page.press('c')
    await page.drawn()
    expect(page.selected()).toBe('5')
    page.press('Escape')
    expect(details.hidden).toBe(true)
  })

  it('shows bytes as digits', async () => {
    const page = await opened(conversation)
    page.press('End')
    page.press('k')
    page.press('Enter')
    expect(page.document.querySelector('.bytes')!.textContent).toMatch(/^0000 {2}01 41 ff\s+\.A\.$/)
  })

  it('goes from trouble to trouble', async () => {
    const page = await opened(conversation, { mark: [2] })
    page.press('v')
    await page.drawn()
    expect(page.selected()).toBe('2')
    page.press('v')
    await page.drawn()
    expect(page.selected()).toBe('10')
  })

  it('finds, marks what is found, and shows it alone', async () => {
    const page = await opened(conversation)
    page.type('HI"')
    await page.drawn()
    expect(page.document.querySelector('.count')!.textContent).toBe('2 found')
    expect(Array.from(page.document.querySelectorAll('mark'), (mark) => mark.textContent)).toEqual([
      'hi"',
      'hi"',
    ])
    page.click('only found')
    await page.drawn()
    expect(page.rows()).toHaveLength(2)
  })

  it('leaves out a kind of event, other clients, other groups', async () => {
    const page = await opened(conversation)
    page.click('connections')
    await page.drawn()
    expect(page.rows()).toHaveLength(7)
    page.click('alice')
    await page.drawn()
    expect(page.rows()).toHaveLength(3)
    page.click('messages')
    page.click('lobby')
    await page.drawn()
    expect(page.rows().map((row) => row.slice(0, 2))).toEqual(['33', '66'])
  })

  it('says what it is to who cannot see it', async () => {
    const { document } = await opened(conversation)
    const grid = document.querySelector('[role=grid]')!
    expect(grid.getAttribute('aria-rowcount')).toBe('10')
    expect(document.activeElement).toBe(grid)
    expect(document.querySelector('.row')!.getAttribute('aria-rowindex')).toBe('1')
    for (const button of document.querySelectorAll('button')) {
      expect(button.getAttribute('aria-label') ?? button.textContent).not.toBe('')
    }
  })

  it('holds elements for what is in view only, however long the conversation is', async () => {
    const entries = Array.from({ length: 5_000 }, (_, index) =>
      message(index + 1, `c${index % 20}`, 'clientToServer', `message ${index}`),
    )
    const page = await opened(entries)
    expect(page.rows().length).toBeLessThan(60)
    page.press('End')
    await page.drawn()
    expect(page.rows().at(-1)).toContain('message 4999')
    expect(page.rows().length).toBeLessThan(60)
  })

  it('leaves out the rest of a payload that is too long, and says how much', async () => {
    const page = await opened([message(1, 'a', 'clientToServer', 'x'.repeat(50))], { mostOfPayload: 10 })
    page.press('j')
    page.press('Enter')
    expect(page.document.querySelector('aside')!.textContent).toContain('… 40 more characters')
  })

  it('is a timeline in text where there are no scripts', () => {
    const html = htmlTimeline({ entries: conversation })
    expect(/<noscript>.*<\/noscript>/s.exec(html)![0]).toContain('alice  → {&quot;type&quot;:&quot;say&quot;')
  })

  it('goes on in a frame, where a search, filters, and what is selected stay', async () => {
    const page = await opened(conversation.slice(0, 6), { title: 'live' })
    page.type('ping')
    page.click('connections')
    page.press('End')
    const { defaultView: window } = page.document
    const host = page.document.body.appendChild(page.document.createElement('iframe')).contentWindow
    const hand = (source: Window | null, of: readonly Entry[]) => {
      const picture = /id="picture">(.*?)<\/script>/.exec(htmlTimeline({ entries: of }, { title: 'on' }))![1]
      const data = { picture, theme: 'dark' }
      window!.dispatchEvent(new window!.MessageEvent('message', { data, source }))
    }
    Object.defineProperty(window, 'parent', { value: host })
    hand(window, [])
    await page.drawn()
    expect(page.document.querySelector('h1')?.textContent).toBe('live')
    expect(page.rows()).toHaveLength(4)
    expect(page.selected()).toBe('6')
    // The first is gone: what clients and rows are called stays, whatever their positions.
    hand(host, [...conversation.slice(1), message(20, 'carol', 'clientToServer', 'ping')])
    await page.drawn()
    expect(page.document.querySelector('h1')?.textContent).toBe('on')
    expect(page.document.documentElement.dataset['theme']).toBe('dark')
    expect(page.rows().at(-1)).toContain('carol → ping')
    expect(page.selected()).toBe('6')
    expect(page.document.querySelector('.count')?.textContent).toBe('1 found')
    expect(page.rows().join()).not.toContain('bob ○ open')
    page.click('alice')
    hand(host, conversation.slice(2))
    await page.drawn()
    expect(page.document.querySelector('.names [aria-pressed=true]')?.textContent).toBe('alice')
    expect(page.rows().join()).not.toContain('bob + joins')
    page.click('alice')
    hand(host, conversation.slice(1))
    page.click('connections')
    await page.drawn()
    expect(page.rows().join()).toContain('bob ○ open')
  })

  it('draws nothing, where nothing happened', async () => {
    const page = await opened([])
    expect(page.rows()).toEqual([])
    page.press('ArrowDown')
    page.press('Enter')
    expect(page.selected()).toBeUndefined()
  })

  it.each([
    [{ titel: 'x' }, 'htmlTimeline(): there is no option "titel". Use title, verdicts, mark, mostOfPayload.'],
    [{ mostOfPayload: -1 }, 'htmlTimeline(): mostOfPayload is -1. Give a number, 0 or more.'],
  ])('refuses %j', (options, text) => {
    expect(() => htmlTimeline({ entries: [] }, options as HtmlTimelineOptions)).toThrow(text)
  })
})
