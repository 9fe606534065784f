// What one more connection takes a server when many are open already: CPU time of its process, the clients being in
// another.
import { setTimeout } from 'node:timers/promises'
import { Crowd } from '../crowd/crowd.ts'
import { cpuTime, type Figures, type Prepare, race } from '../harness.ts'
import { canHold } from '../open-files.ts'
import type { ServerContender } from '../servers/server.ts'
import type { Result, Row } from '../table.ts'

/** So many are timed together, the last of them being the one of that number. */
const TIMED = 100

export const prepare: Prepare<ServerContender> = (contender, clients) => {
  const ready = contender.listen().then(async (server) => {
    const crowd = new Crowd()
    await crowd.connect(server.port, clients - TIMED)
    return { server, crowd }
  })
  return async () => {
    const { server, crowd } = await ready
    globalThis.gc?.({ type: 'minor' })
    const taken = await cpuTime(() => crowd.connect(server.port, TIMED))
    await crowd.leave(TIMED)
    while (server.size > clients - TIMED) await setTimeout(1)
    return taken / TIMED
  }
}

export async function measure(): Promise<Result> {
  const bySize = new Map<number, Figures>()
  const rows: Row[] = []
  for (const clients of [100, 10_000].filter(canHold)) {
    const figures = await race({
      measurement: 'connecting-over-ws',
      from: 'servers',
      contenders: ['parley', 'bare', 'ws'],
      rounds: 15,
      warmUps: 5,
      size: clients,
    })
    bySize.set(clients, figures)
    rows.push({
      what: `the ${clients.toLocaleString('en-GB')}th connection over ws, CPU`,
      unit: 'µs',
      figures,
    })
  }
  const parley = (clients: number): number => bySize.get(clients)?.get('parley')?.median ?? Number.NaN
  return {
    rows,
    targets: bySize.has(10_000)
      ? [
          {
            what: 'the 10,000th connection over ws, to the 100th',
            measured: parley(10_000) / parley(100),
            atMost: 1.5,
          },
        ]
      : [],
  }
}
