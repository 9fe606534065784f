// Judging: each law over a conversation of 100,000 entries, and all laws over a short one, as exploring does it. Reading
// a history apart from judging it is no part of the public face, hence the imports of source files.
import { compiledOf, contract } from '../../packages/core/src/contract/contract.ts'
import type { Promised } from '../../packages/core/src/contract/promise.ts'
import { typed } from '../../packages/core/src/contract/typed.ts'
import { ContractHistoryReader } from '../../packages/core/src/guarantees/contract-history.ts'
import { judge } from '../../packages/core/src/guarantees/judge.ts'
import { lawsFor } from '../../packages/core/src/guarantees/laws.ts'
import { exactlyOnceTotal } from '../../packages/core/src/guarantees/profiles.ts'
import type { Entry, Transcript } from '../../packages/core/src/transcript/entry.ts'
import { type ContenderName, type Figure, interleave, type Round } from '../harness.ts'
import type { Result } from '../table.ts'

const chat = compiledOf(
  'the benchmark',
  contract('chat', {
    url: '/chat',
    clientToServer: {
      join: typed<{ room: string }>(),
      leave: typed<{ room: string }>(),
      say: typed<{ room: string; id: string; text: string }>(),
    },
    serverToClient: {
      joined: typed<{ room: string }>(),
      left: typed<{ room: string }>(),
      said: typed<{ room: string; id: string; text: string; seq: number }>(),
      ok: typed<{ id: string }>(),
    },
    groups: {
      room: {
        join: { by: 'join', ack: 'joined', key: 'room' },
        leave: { by: 'leave', ack: 'left', key: 'room' },
        broadcast: {
          by: 'say',
          delivers: 'said',
          key: 'room',
          id: 'id',
          ack: 'ok',
          acknowledges: 'fannedOut',
        },
      },
    },
  }),
)

const laws: readonly Promised[] = [
  ...exactlyOnceTotal.promises,
  { promise: 'pairwiseOrder' },
  { promise: 'sequenceAgreement', field: 'seq' },
  { promise: 'noGaps', field: 'seq' },
  { promise: 'resume', field: 'seq' },
  { promise: 'senderPolicy', echo: 'always' },
  { promise: 'quietWindow', forMs: 0 },
]

/** Clients that take turns to speak in one room; after each round one leaves, joins again, or connects again. */
function conversation(length: number, clients: number): Transcript {
  const entries: Entry[] = []
  const put = (client: string, direction: 'clientToServer' | 'serverToClient', message: object): void => {
    entries.push({
      kind: 'message',
      seq: entries.length + 1,
      at: entries.length,
      client,
      direction,
      opcode: 'text',
      payload: JSON.stringify(message),
    })
  }
  const join = (client: string): void => {
    put(client, 'clientToServer', { type: 'join', room: 'lobby' })
    put(client, 'serverToClient', { type: 'joined', room: 'lobby' })
  }
  const open = (client: string): void => {
    const seq = entries.length + 1
    entries.push({ kind: 'open', seq, at: entries.length, client, url: 'ws://chat/', protocol: '' })
  }
  const names = Array.from({ length: clients }, (_, number) => `c${number}`)
  for (const name of names) {
    open(name)
    join(name)
  }
  for (let seq = 1; entries.length < length; seq++) {
    const speaker = names[seq % clients] ?? ''
    const id = `m${seq}`
    put(speaker, 'clientToServer', { type: 'say', room: 'lobby', id, text: 'hello' })
    for (const name of names) {
      put(name, 'serverToClient', { type: 'said', room: 'lobby', id, text: 'hello', seq })
    }
    put(speaker, 'serverToClient', { type: 'ok', id })
    const other = names[(seq * 7) % clients] ?? ''
    if (seq % 10 === 0) {
      put(other, 'clientToServer', { type: 'leave', room: 'lobby' })
      put(other, 'serverToClient', { type: 'left', room: 'lobby' })
      join(other)
    } else if (seq % 10 === 5) {
      const closed = { kind: 'close', client: other, code: 1006, reason: '', clean: false } as const
      entries.push({ ...closed, seq: entries.length + 1, at: entries.length })
      open(other)
      join(other)
    }
  }
  return { entries }
}

async function timeOf(repeats: number, work: () => unknown): Promise<Figure> {
  const round: Round = async () => {
    const begin = performance.now()
    for (let index = 0; index < repeats; index++) work()
    return (performance.now() - begin) / repeats
  }
  const figures = await interleave(new Map<ContenderName, Round>([['parley', round]]), 11, 3)
  return figures.get('parley') ?? { median: Number.NaN, spread: 0 }
}

const LONG = 100_000

export async function measure(): Promise<Result> {
  const figures = (figure: Figure): ReadonlyMap<ContenderName, Figure> => new Map([['parley', figure]])
  const options = { quiescent: true }
  const long = conversation(LONG, 20)
  const rows: Result['rows'][number][] = []
  const read = await timeOf(1, () => new ContractHistoryReader(chat).read(long, options))
  rows.push({ what: 'reading the history of 100,000 entries', unit: 'ms', figures: figures(read) })
  const history = new ContractHistoryReader(chat).read(long, options)
  let slowest = 0
  for (const promised of laws) {
    const asked = lawsFor('the benchmark', [promised])
    const figure = await timeOf(1, () => judge(history, asked))
    slowest = Math.max(slowest, figure.median)
    rows.push({ what: `… judging ${promised.promise}`, unit: 'ms', figures: figures(figure) })
  }
  const short = conversation(120, 4)
  const all = lawsFor('the benchmark', laws)
  const reader = new ContractHistoryReader(chat)
  const one = await timeOf(500, () => judge(reader.read(short, options), all))
  const shortFigure: Figure = { median: one.median * 1000, spread: one.spread }
  rows.push({
    what: '120 entries of 4 clients: reading, and judging all laws',
    unit: 'µs',
    figures: figures(shortFigure),
  })
  return {
    rows,
    targets: [
      {
        what: 'the slowest law over 100,000 entries, reading included',
        measured: slowest + read.median,
        atMost: 1000,
        unit: ' ms',
      },
    ],
  }
}
