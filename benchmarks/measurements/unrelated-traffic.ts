// What an interception costs those whom it does not concern: connecting a real `ws` client to a real `ws` server, and
// echoes between them. Both are in the process that intercepts, whose CPU time it is; bare: nothing is intercepted.
import { contender as ws } from '../contenders/ws.ts'
import { cpuTime, type Prepare, raceVariants, ratio } from '../harness.ts'
import type { Interception } from '../interceptions/interception.ts'
import type { Result } from '../table.ts'

const ECHO = 0
const CONNECTION = 1
const ECHOES = 1_000
const CONNECTIONS = 150

export const prepare: Prepare<Interception> = (interception) => {
  const started = Promise.resolve(interception.start())
  const echo = async (): Promise<number> => {
    const connection = await ws.openEcho()
    const taken = await cpuTime(async () => {
      for (let index = 0; index < ECHOES; index++) await connection.roundTrip()
    })
    await connection.end()
    return taken / ECHOES
  }
  const connect = async (): Promise<number> => {
    const server = await ws.openAudience()
    // So that what was made before is not collected on this one's time.
    globalThis.gc?.({ type: 'minor' })
    const taken = await cpuTime(async () => {
      for (let index = 0; index < CONNECTIONS; index++) await server.connect(1)
    })
    await server.end()
    return taken / CONNECTIONS
  }
  return async (variant) => {
    await started
    return await (variant === ECHO ? echo() : connect())
  }
}

export async function measure(): Promise<Result> {
  const figures = await raceVariants(
    {
      measurement: 'unrelated-traffic',
      from: 'interceptions',
      contenders: ['parley', 'bare', 'msw'],
      rounds: 31,
      warmUps: 10,
    },
    [ECHO, CONNECTION],
  )
  const echo = figures.get(ECHO) ?? new Map()
  const connection = figures.get(CONNECTION) ?? new Map()
  return {
    rows: [
      { what: 'echo of others (bare: no interception), CPU', unit: 'µs', figures: echo },
      { what: '… connecting', unit: 'µs', figures: connection },
    ],
    targets: [
      { what: 'echo of others, to no interception', measured: ratio(echo, 'parley', 'bare'), atMost: 1.05 },
      { what: '… connecting', measured: ratio(connection, 'parley', 'bare'), atMost: 1.05 },
    ],
  }
}
