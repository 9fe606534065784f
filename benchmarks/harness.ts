// How things are timed: every contender works in a process of its own, they take turns round by round, so that what else
// the machine does strikes all of them, and the median of the rounds counts. Owns no measurement and no output.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Contender } from './contenders/contender.ts'

export type ContenderName = 'parley' | 'bare' | 'mock-socket' | 'msw' | 'ws'

/** Does what is measured for a while and returns what one took. */
export type Round = () => Promise<number>

/** What a file in measurements/ exports for the worker: `size` is how many clients, where that matters. */
export type Prepare = (contender: Contender, size: number) => Round

/** The rounds of one contender; `spread` is half of the distance between the quartiles, relative to the median. */
export interface Figure {
  readonly median: number
  readonly spread: number
}

export type Figures = ReadonlyMap<ContenderName, Figure>

function figureOf(samples: readonly number[]): Figure {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN
  const median = at(0.5)
  return { median, spread: (at(0.75) - at(0.25)) / 2 / median }
}

/** How many times as long `name` takes as `other`. */
export function ratio(figures: Figures, name: ContenderName, other: ContenderName): number {
  return (figures.get(name)?.median ?? Number.NaN) / (figures.get(other)?.median ?? Number.NaN)
}

/** Lets samplers take turns. The first rounds warm up and don't count. */
export async function interleave<Name>(
  samplers: ReadonlyMap<Name, Round>,
  rounds: number,
  warmUps = 3,
): Promise<ReadonlyMap<Name, Figure>> {
  const samples = new Map<Name, number[]>()
  for (let round = -warmUps; round < rounds; round++) {
    for (const [name, sample] of samplers) {
      const taken = await sample()
      if (round >= 0) samples.set(name, [...(samples.get(name) ?? []), taken])
    }
  }
  return new Map(Array.from(samples, ([name, taken]) => [name, figureOf(taken)]))
}

interface Race {
  /** The name of a file in measurements/ that exports `prepare`. */
  readonly measurement: string
  readonly contenders: readonly ContenderName[]
  readonly rounds: number
  readonly warmUps?: number
  readonly size?: number
}

/** Runs one measurement with several contenders, each in a process of its own. */
export async function race({ measurement, contenders, rounds, warmUps, size = 0 }: Race): Promise<Figures> {
  const script = fileURLToPath(new URL('worker.ts', import.meta.url))
  const workers = new Map(
    contenders.map((name) => [
      name,
      fork(script, [measurement, name, String(size)], {
        execArgv: ['--expose-gc', '--no-warnings'],
      }),
    ]),
  )
  try {
    const samplers = new Map<ContenderName, Round>()
    for (const [name, worker] of workers) {
      const failed = once(worker, 'exit').then(([code]) => {
        throw new Error(`${measurement}: the process of ${name} ended with ${String(code)}`)
      })
      // Told to whoever waits for a round; a worker that is ended below is nobody's failure.
      failed.catch(() => {})
      samplers.set(name, async () => {
        worker.send('round')
        const [taken]: unknown[] = await Promise.race([once(worker, 'message'), failed])
        return Number(taken)
      })
    }
    return await interleave(samplers, rounds, warmUps)
  } finally {
    for (const worker of workers.values()) worker.kill()
  }
}

/** Does something again and again for some ms; what one took, in µs. */
export async function timeEach(operation: () => Promise<void>, forMs = 40): Promise<number> {
  let count = 0
  const begin = performance.now()
  let end = begin
  while (end - begin < forMs) {
    await operation()
    count++
    end = performance.now()
  }
  return ((end - begin) / count) * 1000
}
