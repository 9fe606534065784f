// How things are timed: every contender works in a process of its own, they take turns round by round, so that what else
// the machine does strikes all of them, and the median of the rounds counts. Owns no measurement and no output.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Contender } from './contenders/contender.ts'

export type ContenderName = 'parley' | 'bare' | 'mock-socket' | 'msw' | 'ws'

/** Does what is measured for a while and returns what one took. */
export type Round = () => Promise<number>

/** The same where a measurement has several variants. */
type VariantRound = (variant: number) => Promise<number>

/** What a file in measurements/ exports for the worker: `size` is how many clients, where that matters. */
export type Prepare<Contestant = Contender> = (contender: Contestant, size: number) => VariantRound

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
  const samples = await takeTurns(samplers, rounds, warmUps)
  return new Map(Array.from(samples, ([name, taken]) => [name, figureOf(taken)]))
}

async function takeTurns<Name>(
  samplers: ReadonlyMap<Name, Round>,
  rounds: number,
  warmUps: number,
): Promise<ReadonlyMap<Name, readonly number[]>> {
  const samples = new Map(Array.from(samplers.keys(), (name): [Name, number[]] => [name, []]))
  for (let round = -warmUps; round < rounds; round++) {
    for (const [name, sample] of samplers) {
      const taken = await sample()
      if (round >= 0) samples.get(name)?.push(taken)
    }
  }
  return samples
}

interface Race {
  /** The name of a file in measurements/ that exports `prepare`. */
  readonly measurement: string
  readonly contenders: readonly ContenderName[]
  /** The folder with the contenders' files. Default: `contenders`. */
  readonly from?: string
  readonly rounds: number
  readonly warmUps?: number
  /**
   * How many processes each contender has, one after the other. Default: 1. Where most of the time is the kernel's, one
   * process takes 15 % more than the next for as long as it lives; the median over several does not hang on that.
   */
  readonly processes?: number
  readonly size?: number
}

/** Runs one measurement with several contenders, each in a process of its own. */
export async function race(what: Race): Promise<Figures> {
  const [[, figures] = []] = await raceVariants(what, [0])
  return figures ?? new Map()
}

/** The same for several variants of a measurement that share what was prepared; they take turns too. */
export async function raceVariants(
  what: Race,
  variants: readonly number[],
): Promise<ReadonlyMap<number, Figures>> {
  const samples = new Map(variants.map((variant) => [variant, new Map<ContenderName, number[]>()]))
  for (let processes = what.processes ?? 1; processes > 0; processes--) {
    for (const [{ variant, name }, taken] of await raceOnce(what, variants)) {
      const ofVariant = samples.get(variant)
      ofVariant?.set(name, [...(ofVariant.get(name) ?? []), ...taken])
    }
  }
  return new Map(
    Array.from(samples, ([variant, ofVariant]) => [
      variant,
      new Map(Array.from(ofVariant, ([name, taken]) => [name, figureOf(taken)])),
    ]),
  )
}

interface Turn {
  readonly variant: number
  readonly name: ContenderName
}

async function raceOnce(
  { measurement, contenders, from = 'contenders', rounds, warmUps = 3, size = 0 }: Race,
  variants: readonly number[],
): Promise<ReadonlyMap<Turn, readonly number[]>> {
  const script = fileURLToPath(new URL('worker.ts', import.meta.url))
  const workers = new Map(
    contenders.map((name) => [
      name,
      fork(script, [measurement, `${from}/${name}`, String(size)], {
        execArgv: ['--expose-gc', '--no-warnings'],
      }),
    ]),
  )
  try {
    const ask = new Map<ContenderName, VariantRound>()
    for (const [name, worker] of workers) {
      const failed = once(worker, 'exit').then(([code]) => {
        throw new Error(`${measurement}: the process of ${name} ended with ${String(code)}`)
      })
      // Told to whoever waits for a round; a worker that is ended below is nobody's failure.
      failed.catch(() => {})
      ask.set(name, async (variant) => {
        worker.send(variant)
        const [taken]: unknown[] = await Promise.race([once(worker, 'message'), failed])
        return Number(taken)
      })
    }
    const turns = variants.flatMap((variant) =>
      Array.from(ask, ([name, round]) => [{ variant, name }, () => round(variant)] as const),
    )
    return await takeTurns(new Map(turns), rounds, warmUps)
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

/** The CPU time of this process that passes until `work` is done, in µs: user and system, all threads. */
export async function cpuTime(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return user + system
}
