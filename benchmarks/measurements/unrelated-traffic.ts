// What an interception costs those whom it does not concern: connecting a real `ws` client to a real `ws` server, and
// echoes between them. Both are in the process that intercepts, whose CPU time it is. What is compared is work of the
// same process a moment earlier and later, without an interception: two processes differ by more than is looked for.
import { setTimeout } from 'node:timers/promises'
import { contender as ws } from '../contenders/ws.ts'
import { cpuTime, type Figures, type Prepare, raceVariants } from '../harness.ts'
import type { Interception } from '../interceptions/interception.ts'
import type { Result, Row } from '../table.ts'

// As many as a test file might make: what switching on and off costs is measured elsewhere.
const ECHOES = 1_000
const CONNECTIONS = 250
/** Connections before those that are timed: where functions were replaced, the engine has to find its way again. */
const LEAD_IN = 100

/** CPU time of one, in µs. */
type Work = () => Promise<number>

/** What was made before is neither closed nor collected on the time of what comes now. */
async function settled(): Promise<void> {
  await setTimeout(10)
  // No more than what is young: after a whole collection the engine compiles everything anew.
  globalThis.gc?.({ type: 'minor' })
}

async function echo(): Promise<number> {
  const connection = await ws.openEcho()
  await settled()
  const taken = await cpuTime(async () => {
    for (let index = 0; index < ECHOES; index++) await connection.roundTrip()
  })
  await connection.end()
  return taken / ECHOES
}

async function connect(): Promise<number> {
  const server = await ws.openAudience()
  for (let index = 0; index < LEAD_IN; index++) await server.connect(1)
  await settled()
  const taken = await cpuTime(async () => {
    for (let index = 0; index < CONNECTIONS; index++) await server.connect(1)
  })
  await server.end()
  return taken / CONNECTIONS
}

async function intercepted({ start }: Interception, work: Work): Promise<number> {
  const stop = await start()
  const taken = await work()
  await stop()
  return taken
}

/** How many times as long it takes with an interception: with, without, without, with, so that a drift strikes both. */
async function timesAsLong(interception: Interception, work: Work): Promise<number> {
  const before = await intercepted(interception, work)
  const without = (await work()) + (await work())
  return (before + (await intercepted(interception, work))) / without
}

const works: readonly Work[] = [echo, connect]
const variants = { with: [0, 1], without: [2, 3], timesAsLong: [4, 5] } as const

export const prepare: Prepare<Interception> = (interception) => async (variant) => {
  const work = works[variant % works.length] ?? echo
  if (variant < variants.without[0]) return await intercepted(interception, work)
  return await (variant < variants.timesAsLong[0] ? work() : timesAsLong(interception, work))
}

export async function measure(): Promise<Result> {
  const race = { measurement: 'unrelated-traffic', from: 'interceptions' } as const
  const figures = await raceVariants({ ...race, contenders: ['parley', 'msw'], rounds: 9, warmUps: 4 }, [
    ...variants.with,
    ...variants.without,
  ])
  // One kind of work after the other: what a process did before makes a difference of 10 %.
  const times = async (index: 0 | 1): Promise<number> => {
    const pairs = { ...race, contenders: ['parley'], rounds: 9, warmUps: 5, processes: 3 } as const
    const [[, found] = []] = await raceVariants(pairs, [variants.timesAsLong[index]])
    return found?.get('parley')?.median ?? Number.NaN
  }
  const row = (what: string, index: 0 | 1): Row => ({
    what,
    unit: 'µs',
    figures: besides(figures.get(variants.with[index]), figures.get(variants.without[index])),
  })
  return {
    rows: [row('echo of others (bare: no interception), CPU', 0), row('… connecting', 1)],
    targets: [
      { what: 'echo of others, to no interception', measured: await times(0), atMost: 1.05 },
      { what: '… connecting', measured: await times(1), atMost: 1.05 },
    ],
  }
}

function besides(withIt: Figures = new Map(), without: Figures = new Map()): Figures {
  const bare = without.get('parley')
  return bare === undefined ? withIt : new Map([...withIt, ['bare', bare]])
}
