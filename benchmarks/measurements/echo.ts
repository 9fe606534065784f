// One message there and back on an open connection. A connection lives for a thousand of them: a long test's worth.
import { type Prepare, race, ratio } from '../harness.ts'
import type { Result } from '../table.ts'

const BATCHES = 100
const BATCH = 10
const ROUND_MS = 40

export const prepare: Prepare = (contender) => async () => {
  let count = 0
  let takenMs = 0
  while (takenMs < ROUND_MS) {
    const connection = await contender.openEcho()
    const begin = performance.now()
    let passedMs = 0
    for (let batch = 0; batch < BATCHES && passedMs < ROUND_MS; batch++) {
      for (let index = 0; index < BATCH; index++) await connection.roundTrip()
      count += BATCH
      passedMs = performance.now() - begin
    }
    takenMs += passedMs
    await connection.end()
  }
  return (takenMs / count) * 1000
}

export async function measure(): Promise<Result> {
  const figures = await race({
    measurement: 'echo',
    contenders: ['parley', 'bare', 'mock-socket', 'msw', 'ws'],
    rounds: 15,
    warmUps: 10,
  })
  return {
    rows: [{ what: 'echo on an open connection', unit: 'µs', figures }],
    targets: [
      { what: 'echo, to bare', measured: ratio(figures, 'parley', 'bare'), atMost: 2.5 },
      { what: '… msw to Parley', measured: ratio(figures, 'msw', 'parley'), atLeast: 15 },
      { what: '… ws to Parley', measured: ratio(figures, 'ws', 'parley'), atLeast: 30 },
    ],
  }
}
