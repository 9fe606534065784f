// One message there and back over a real connection: the CPU time of the server's process, its client being in another. A server
// lives for a thousand of them, as in echo.ts.
import { Crowd } from '../crowd/crowd.ts'
import { cpuTime, type Prepare, race, ratio } from '../harness.ts'
import type { ServerContender } from '../servers/server.ts'
import type { Result } from '../table.ts'

const ECHOES = 1_000
const CONNECTIONS = 2

export const prepare: Prepare<ServerContender> = (contender) => {
  const crowd = new Crowd()
  return async () => {
    let taken = 0
    for (let index = 0; index < CONNECTIONS; index++) {
      const server = await contender.listen()
      await crowd.connect(server.port, 1)
      taken += await cpuTime(() => crowd.echo(ECHOES))
      await crowd.leave(1)
      await server.end()
    }
    return taken / (CONNECTIONS * ECHOES)
  }
}

export async function measure(): Promise<Result> {
  const figures = await race({
    measurement: 'echo-over-ws',
    from: 'servers',
    contenders: ['parley', 'bare', 'ws'],
    rounds: 11,
    warmUps: 15,
    processes: 3,
  })
  return {
    rows: [{ what: 'echo over ws, CPU of the server', unit: 'µs', figures }],
    targets: [{ what: 'echo over ws, to ws', measured: ratio(figures, 'parley', 'ws'), atMost: 1.1 }],
  }
}
