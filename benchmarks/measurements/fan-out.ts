// One broadcast to many, in memory; what one delivery takes. The clients are new in every round, as in a test.
import { type ContenderName, type Prepare, race, ratio } from '../harness.ts'
import type { Result, Row, Target } from '../table.ts'

interface Size {
  readonly clients: number
  readonly rounds: number
  readonly contenders: readonly ContenderName[]
}

const inMemory: readonly ContenderName[] = ['parley', 'bare', 'mock-socket', 'msw']
const sizes: readonly Size[] = [
  { clients: 10, rounds: 15, contenders: inMemory },
  { clients: 100, rounds: 15, contenders: inMemory },
  { clients: 1_000, rounds: 9, contenders: inMemory },
  // Connecting so many takes mock-socket 4 s and msw 20.
  { clients: 10_000, rounds: 3, contenders: ['parley', 'bare', 'mock-socket'] },
]
const DELIVERIES = 20_000

export const prepare: Prepare = (contender, clients) => async () => {
  const audience = await contender.openAudience()
  await audience.connect(clients)
  const broadcasts = Math.ceil(DELIVERIES / clients)
  // So that what was made before is not collected on this one's time; a full collection would throw compiled code away.
  globalThis.gc?.({ type: 'minor' })
  const begin = performance.now()
  for (let index = 0; index < broadcasts; index++) await audience.broadcast()
  const takenMs = performance.now() - begin
  await audience.end()
  return (takenMs / (broadcasts * clients)) * 1e6
}

export async function measure(): Promise<Result> {
  const rows: Row[] = []
  const targets: Target[] = []
  for (const { clients, rounds, contenders } of sizes) {
    const figures = await race({
      measurement: 'fan-out',
      contenders,
      rounds,
      warmUps: rounds > 3 ? 5 : 2,
      size: clients,
    })
    const what = `broadcast to ${clients.toLocaleString('en-GB')}, per delivery`
    rows.push({ what, unit: 'ns', figures })
    if (clients !== 1_000) continue
    targets.push(
      {
        what: `${what}, mock-socket to Parley`,
        measured: ratio(figures, 'mock-socket', 'parley'),
        atLeast: 10,
      },
      { what: '… msw to Parley', measured: ratio(figures, 'msw', 'parley'), atLeast: 30 },
    )
  }
  return { rows, targets }
}
