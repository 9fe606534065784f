// What one open connection keeps on the heap: both its ends, two listeners of the app, its part of the transcript.
import { type Prepare, race } from '../harness.ts'
import type { Result } from '../table.ts'

const CLIENTS = 5_000

export const prepare: Prepare = (contender) => async () => {
  const audience = await contender.openAudience()
  // The first may bring along what is made once.
  await audience.connect(100)
  const before = heapUsed()
  await audience.connect(CLIENTS)
  const after = heapUsed()
  await audience.end()
  return (after - before) / CLIENTS
}

function heapUsed(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

export async function measure(): Promise<Result> {
  const figures = await race({
    measurement: 'memory',
    contenders: ['parley', 'mock-socket'],
    rounds: 3,
    warmUps: 1,
  })
  return {
    rows: [{ what: 'an open connection', unit: 'bytes', figures }],
    targets: [
      {
        what: 'an open connection, bytes',
        measured: figures.get('parley')?.median ?? Number.NaN,
        atMost: 2048,
        unit: 'bytes',
      },
    ],
  }
}
