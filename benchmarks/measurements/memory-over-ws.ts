// What one open connection keeps in the process of the server, on the heap and in buffers; the kernel's part is not in it.
import { setTimeout } from 'node:timers/promises'
import { Crowd } from '../crowd/crowd.ts'
import { type Prepare, race } from '../harness.ts'
import { canHold } from '../open-files.ts'
import type { ServerContender } from '../servers/server.ts'
import type { Result } from '../table.ts'

const CLIENTS = 10_000
/** The first may bring along what is made once. */
const FIRST = 100

export const prepare: Prepare<ServerContender> = (contender) => {
  const ready = contender.listen().then(async (server) => {
    const crowd = new Crowd()
    await crowd.connect(server.port, FIRST)
    return { server, crowd }
  })
  return async () => {
    const { server, crowd } = await ready
    const before = used()
    await crowd.connect(server.port, CLIENTS - FIRST)
    // What the last handshakes still hold is let go.
    await setTimeout(100)
    const after = used()
    await crowd.leave(CLIENTS - FIRST)
    while (server.size > FIRST) await setTimeout(10)
    return (after - before) / (CLIENTS - FIRST)
  }
}

function used(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

export async function measure(): Promise<Result> {
  if (!canHold(CLIENTS)) return { rows: [], targets: [] }
  const figures = await race({
    measurement: 'memory-over-ws',
    from: 'servers',
    contenders: ['parley', 'bare', 'ws'],
    rounds: 2,
    warmUps: 0,
  })
  return { rows: [{ what: 'one of 10,000 connections over ws', unit: 'bytes', figures }], targets: [] }
}
