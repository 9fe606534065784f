// One message there and back on an open connection of the `ws` package: intercepted, and with a real server. Both ends
// are in one process, whose CPU time it is.
import type { EchoContender } from '../contenders/contender.ts'
import { cpuTime, type Prepare, race } from '../harness.ts'
import type { Result } from '../table.ts'

const ECHOES = 1_000

export const prepare: Prepare<EchoContender> = (contender) => async () => {
  const connection = await contender.openEcho()
  const taken = await cpuTime(async () => {
    for (let index = 0; index < ECHOES; index++) await connection.roundTrip()
  })
  await connection.end()
  return taken / ECHOES
}

export async function measure(): Promise<Result> {
  const figures = await race({
    measurement: 'echo-intercepted',
    from: 'intercepted',
    contenders: ['parley', 'ws'],
    rounds: 25,
    warmUps: 20,
  })
  return { rows: [{ what: 'echo of an intercepted ws client, CPU', unit: 'µs', figures }], targets: [] }
}
