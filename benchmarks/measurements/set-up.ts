// A whole life: set a server up, connect, one message there and back, take everything down.
import { type Prepare, race, ratio, timeEach } from '../harness.ts'
import type { Result } from '../table.ts'

export const prepare: Prepare = (contender) => () => timeEach(() => contender.cycle())

export async function measure(): Promise<Result> {
  const figures = await race({
    measurement: 'set-up',
    contenders: ['parley', 'bare', 'mock-socket', 'msw', 'ws'],
    rounds: 15,
    warmUps: 10,
  })
  return {
    rows: [{ what: 'set-up + echo + tear-down', unit: 'µs', figures }],
    targets: [
      { what: 'set-up + echo + tear-down, to bare', measured: ratio(figures, 'parley', 'bare'), atMost: 3 },
      { what: '… msw to Parley', measured: ratio(figures, 'msw', 'parley'), atLeast: 20 },
      { what: '… mock-socket to Parley', measured: ratio(figures, 'mock-socket', 'parley'), atLeast: 500 },
    ],
  }
}
