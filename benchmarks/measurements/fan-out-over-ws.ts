// One message to many over real connections, one a tick and ten a tick: the CPU time of the server's process for each
// delivery, its clients being in another. The time includes what a tick takes by itself.
import { setImmediate } from 'node:timers/promises'
import { Crowd } from '../crowd/crowd.ts'
import { cpuTime, type Prepare, raceVariants } from '../harness.ts'
import { canHold } from '../open-files.ts'
import { FRAME, type ServerContender } from '../servers/server.ts'
import type { Result, Row, Target } from '../table.ts'

const sizes = [
  { clients: 10, rounds: 4, processes: 5 },
  { clients: 100, rounds: 4, processes: 5 },
  { clients: 1_000, rounds: 4, processes: 5 },
  { clients: 10_000, rounds: 3, processes: 2 },
]
const ONE_A_TICK = 1
const TEN_A_TICK = 10
const DELIVERIES = 20_000
/** No more is on its way to one client, so that a write never waits for its reader. */
const AHEAD = 500

export const prepare: Prepare<ServerContender> = (contender, clients) => {
  const ready = contender.listen().then(async (server) => {
    const crowd = new Crowd()
    await crowd.connect(server.port, clients)
    return { server, crowd }
  })
  return async (perTick) => {
    const { server, crowd } = await ready
    const messages = Math.ceil((DELIVERIES * (perTick === TEN_A_TICK ? 2 : 1)) / clients / perTick) * perTick
    globalThis.gc?.({ type: 'minor' })
    const taken = await cpuTime(async () => {
      for (let sent = 0; sent < messages;) {
        const upTo = Math.min(messages, sent + AHEAD)
        const allHeard = crowd.hear((upTo - sent) * clients * FRAME.length)
        for (; sent < upTo; sent += perTick) {
          for (let index = 0; index < perTick; index++) server.broadcast()
          await setImmediate()
        }
        await allHeard
      }
    })
    return (taken / (messages * clients)) * 1000
  }
}

export async function measure(): Promise<Result> {
  const rows: Row[] = []
  const targets: Target[] = []
  for (const { clients, rounds, processes } of sizes.filter((size) => canHold(size.clients))) {
    const figures = await raceVariants(
      {
        measurement: 'fan-out-over-ws',
        from: 'servers',
        contenders: ['parley', 'bare', 'ws'],
        rounds,
        warmUps: 2,
        processes,
        size: clients,
      },
      [ONE_A_TICK, TEN_A_TICK],
    )
    const [one, ten] = [figures.get(ONE_A_TICK) ?? new Map(), figures.get(TEN_A_TICK) ?? new Map()]
    const what = `broadcast over ws to ${clients.toLocaleString('en-GB')}`
    rows.push(
      { what: `${what}, CPU per delivery`, unit: 'ns', figures: one },
      { what: '… ten in one tick', unit: 'ns', figures: ten },
    )
    const [parley, bare, ws] = [one.get('parley'), one.get('bare'), one.get('ws')].map(
      (f) => f?.median ?? NaN,
    )
    const parleyTen = ten.get('parley')?.median ?? NaN
    const bareTen = ten.get('bare')?.median ?? NaN
    targets.push(
      { what: `${what}, to bare`, measured: parley / bare, atMost: 1.2 },
      { what: '… to ws', measured: parley / ws, atMost: 0.85 },
      { what: '… ten in one tick, to bare', measured: parleyTen / bareTen, atMost: 0.2 },
    )
  }
  return { rows, targets }
}
