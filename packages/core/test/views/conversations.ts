// Conversations to look at, as pages: for the pictures that tests compare and those of the documentation.
import { check } from '../../src/guarantees/check.ts'
import { exactlyOnce, membersOnly, totalOrder } from '../../src/index.ts'
import type { Entry } from '../../src/transcript/entry.ts'
import { htmlTimeline } from '../../src/views/html/html-timeline.ts'

const text = (payload: object) => ({ opcode: 'text', payload: JSON.stringify(payload) }) as const
const from = (client: string, message: object) =>
  ({ kind: 'message', client, direction: 'clientToServer', ...text(message) }) as const
const to = (client: string, message: object, cause: number, group?: string) =>
  ({ kind: 'message', client, direction: 'serverToClient', ...text(message), cause, group }) as const
const open = (client: string) =>
  ({ kind: 'open', client, url: 'wss://chat.example.com/rooms', protocol: '' }) as const
const joining = (client: string, room: string, seq: number) =>
  [
    from(client, { type: 'join', room }),
    { kind: 'join', client, group: room, cause: seq },
    to(client, { type: 'joined', room }, seq),
  ] as const
const fanOut = (message: object, cause: number, ...recipients: readonly string[]) =>
  ({ kind: 'broadcast', ...text(message), groups: ['lobby'], recipients, cause }) as const

const tea = { type: 'said', by: 'alice', text: 'tea, anybody?' }
const milk = { type: 'said', by: 'bob', text: 'with milk, please' }
const ready = { type: 'said', by: 'alice', text: 'it is ready' }

type Written = Entry extends infer Each ? (Each extends Entry ? Omit<Each, 'seq' | 'at'> : never) : never

const teaTimeEntries: readonly Written[] = [
  open('alice'),
  open('bob'),
  open('carol'),
  ...joining('alice', 'lobby', 4),
  ...joining('bob', 'lobby', 7),
  ...joining('carol', 'kitchen', 10),
  ...joining('carol', 'lobby', 13),
  from('alice', { type: 'say', room: 'lobby', text: tea.text }), // 16
  fanOut(tea, 16, 'alice', 'bob', 'carol'),
  to('alice', tea, 17, 'lobby'),
  to('bob', tea, 17, 'lobby'),
  { kind: 'fault', client: 'carol', fault: 'delay', delayMs: 40, cause: 17, ...text(tea) },
  from('bob', { type: 'say', room: 'lobby', text: milk.text }), // 21
  fanOut(milk, 21, 'alice', 'bob', 'carol'),
  to('alice', milk, 22, 'lobby'),
  to('bob', milk, 22, 'lobby'),
  to('carol', milk, 22, 'lobby'),
  to('carol', tea, 17, 'lobby'),
  from('carol', { type: 'leave', room: 'lobby' }), // 27
  { kind: 'leave', client: 'carol', group: 'lobby', cause: 27 },
  to('carol', { type: 'left', room: 'lobby' }, 27),
  from('alice', { type: 'say', room: 'lobby', text: ready.text }), // 30
  fanOut(ready, 30, 'alice', 'bob'),
  to('alice', ready, 31, 'lobby'),
  to('bob', ready, 31, 'lobby'),
  { kind: 'close', client: 'bob', direction: 'clientToServer', code: 1000, reason: 'tea', clean: true },
]

const inOrder = (entries: readonly Written[]): readonly Entry[] =>
  entries.map((entry, index): Entry => ({ ...entry, seq: index + 1, at: index * 4 }))

/** Small, with all that a picture shows: groups side by side, fan-outs, a delivery that comes late, a promise it breaks. */
export function teaTime(): string {
  const entries = inOrder(teaTimeEntries)
  const { verdicts } = check({ entries }, [totalOrder(), exactlyOnce(), membersOnly()])
  return htmlTimeline(
    { entries },
    {
      title: 'Tea time',
      verdicts: verdicts.filter(({ group }) => group === 'lobby'),
    },
  )
}

/** Long and with many clients: lanes are narrow, names upright, most of it is out of view. */
export function crowd(): string {
  const names = Array.from({ length: 20 }, (_, index) => `guest-${index + 1}`)
  const greetings = Array.from({ length: 40 }, (_, index): readonly Written[] => {
    const speaker = names[index % names.length] ?? ''
    const seq = 2 * names.length + index * 2 + 1
    const said = { type: 'said', by: speaker }
    return [from(speaker, { type: 'say', room: 'lobby' }), fanOut(said, seq, ...names.slice(0, 4 + index))]
  })
  const entries = inOrder([
    ...names.map(open),
    ...names.map((client) => ({ kind: 'join', client, group: 'lobby' }) as const),
    ...greetings.flat(),
    ...names.map((client) => ({ kind: 'leave', client, group: 'lobby' }) as const),
  ])
  return htmlTimeline({ entries }, { title: 'A crowd', mark: [55, 130] })
}
