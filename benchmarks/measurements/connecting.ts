// What one more client takes when many are connected already.
import { type ContenderName, type Figures, type Prepare, race } from '../harness.ts'
import type { Result, Row } from '../table.ts'

interface Size {
  readonly clients: number
  readonly rounds: number
  readonly contenders: readonly ContenderName[]
}

const sizes: readonly Size[] = [
  { clients: 100, rounds: 15, contenders: ['parley', 'mock-socket', 'msw', 'ws'] },
  { clients: 1_000, rounds: 9, contenders: ['parley', 'mock-socket', 'msw', 'ws'] },
  { clients: 10_000, rounds: 15, contenders: ['parley'] },
]
/** So many are timed together, the last of them being the one of that number. */
const TIMED = 100

export const prepare: Prepare = (contender, clients) => async () => {
  const audience = await contender.openAudience()
  if (clients > TIMED) await audience.connect(clients - TIMED)
  // So that what was made before is not collected on this one's time; a full collection would throw compiled code away.
  globalThis.gc?.({ type: 'minor' })
  const begin = performance.now()
  await audience.connect(TIMED)
  const takenMs = performance.now() - begin
  await audience.end()
  return (takenMs / TIMED) * 1000
}

export async function measure(): Promise<Result> {
  const bySize = new Map<number, Figures>()
  const rows: Row[] = []
  for (const { clients, rounds, contenders } of sizes) {
    const figures = await race({ measurement: 'connecting', contenders, rounds, warmUps: 3, size: clients })
    bySize.set(clients, figures)
    rows.push({ what: `connecting the ${clients.toLocaleString('en-GB')}th client`, unit: 'µs', figures })
  }
  const parley = (clients: number): number => bySize.get(clients)?.get('parley')?.median ?? Number.NaN
  return {
    rows,
    targets: [
      {
        what: 'connecting the 10,000th client, to the 100th',
        measured: parley(10_000) / parley(100),
        atMost: 1.5,
      },
    ],
  }
}
