// What an exploration may be told, and what it is told when nothing is said.
import { checkOptionNames, mistake } from '../errors.ts'
import type { Asked } from '../guarantees/check.ts'
import { showValue } from '../match/show.ts'
import type { Fault } from '../mock/fault.ts'
import { checkSeed } from '../run/check-run.ts'
import type { SourceNames } from './counterexample.ts'
import type { MessageSource } from './message-source.ts'
import { MOST_CLIENTS } from './plan.ts'

/** How far an exploration is. */
export interface ExploreProgress {
  readonly runs: number
  readonly of: number
  /** Since it began, in ms of real time. */
  readonly elapsedMs: number
  /** Whether a counterexample was found and is being made shorter. */
  readonly isShrinking: boolean
}

export interface ExploreOptions {
  /** A real server, `ws:` or `wss:`. Default: the mock, in memory. */
  readonly url?: string | URL | undefined
  /** Sent with the handshakes of a real server's clients; a function says who each is: `(client) => ({ 'x-user': client })`. */
  readonly headers?:
    | Readonly<Record<string, string>>
    | ((client: string) => Readonly<Record<string, string>>)
    | undefined
  /** How many conversations are tried. Default 2,000 in memory, 200 against a real server. */
  readonly runs?: number | undefined
  /** The same seed makes the same conversations. Default: a random one; where the environment says CI, 1. */
  readonly seed?: number | undefined
  /** Repeats one failure: the token that it printed. */
  readonly replay?: string | undefined
  /** How many clients take part, at most 8. Default 4. */
  readonly clients?: number | undefined
  /** How many groups of each kind there are, at most 4. Default 2. */
  readonly groups?: number | undefined
  /** How many steps a conversation has at most, joining at the beginning not counted. Default 24. */
  readonly maxSteps?: number | undefined
  /** What is judged: promises or a profile. Default: what the contract promises. */
  readonly laws?: Asked | undefined
  /**
   * What messages say, by their names: examples, or an arbitrary of fast-check. Keys and ids are filled in. Default: made
   * from the schema, where it tells its JSON Schema.
   */
  readonly messages?: Readonly<Record<string, MessageSource>> | undefined
  /** Keys of groups, by kind. Default: names that are easily mixed up. */
  readonly keys?: Readonly<Record<string, readonly string[]>> | undefined
  /** What goes wrong between the mock and its clients; in memory only. Default: nothing. */
  readonly faults?: readonly Fault[] | undefined
  /** Ends the search after so long, in ms of real time. Default: never. */
  readonly timeBudgetMs?: number | undefined
  /** How long a counterexample is made shorter at most, in ms of real time. Default 20,000. */
  readonly shrinkMs?: number | undefined
  /** How long a message of a real server that must come is waited for, in ms. Default 1,000. */
  readonly patienceMs?: number | undefined
  /** Stops it: `explore` rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Told now and then. Default: a line on a terminal. */
  readonly onProgress?: ((progress: ExploreProgress) => void) | undefined
  /** Where the printed scenario imports its contract from. */
  readonly source?: SourceNames | undefined
  /**
   * A folder in which failures are kept as files; those that are there are tried first. In Node only; a path is taken from
   * the working directory. Default: none.
   */
  readonly regressions?: string | URL | undefined
}

const NAMES: readonly string[] = [
  'url',
  'headers',
  'runs',
  'seed',
  'replay',
  'clients',
  'groups',
  'maxSteps',
  'laws',
  'messages',
  'keys',
  'faults',
  'timeBudgetMs',
  'shrinkMs',
  'patienceMs',
  'signal',
  'onProgress',
  'source',
  'regressions',
] satisfies (keyof ExploreOptions)[]

/** The numbers, checked. */
export interface ExploreNumbers {
  readonly runs: number
  readonly clients: number
  readonly groups: number
  readonly maxSteps: number
  readonly shrinkMs: number
  readonly patienceMs: number
}

/** @throws MistakeError naming the option */
export function numbersOf(attempted: string, options: ExploreOptions): ExploreNumbers {
  checkOptionNames(attempted, options, NAMES)
  if (options.seed !== undefined) checkSeed(attempted, options.seed)
  const whole = (name: keyof ExploreNumbers, standard: number, most: number): number => {
    const value = options[name] ?? standard
    if (Number.isInteger(value) && value >= 1 && value <= most) return value
    throw mistake(attempted, `${name} is ${showValue(value)}`, `Give a whole number from 1 to ${most}`)
  }
  const { timeBudgetMs, faults, signal } = options
  // Without any time nothing is tried, which looks like nothing found.
  if (timeBudgetMs !== undefined && !(timeBudgetMs > 0)) {
    throw mistake(attempted, `timeBudgetMs is ${showValue(timeBudgetMs)}`, 'Give ms, more than 0')
  }
  if (faults !== undefined && !Array.isArray(faults)) {
    throw mistake(attempted, `faults is ${showValue(faults)}`, 'Give a list: [faults.drop()]')
  }
  if (signal !== undefined && !('throwIfAborted' in signal)) {
    throw mistake(attempted, `signal is ${showValue(signal)}`, 'Give the signal of an AbortController')
  }
  return {
    runs: whole('runs', options.url === undefined ? 2_000 : 200, 10_000_000),
    clients: whole('clients', 4, MOST_CLIENTS),
    groups: whole('groups', 2, 4),
    maxSteps: whole('maxSteps', 24, 1_000),
    shrinkMs: whole('shrinkMs', 20_000, 3_600_000),
    patienceMs: whole('patienceMs', 1_000, 3_600_000),
  }
}

/** Where failures have to be repeatable by everybody, the seed is the same for all. */
export function seedOf(given: number | undefined): number {
  if (given !== undefined) return given
  const { process } = globalThis as { process?: { env?: Readonly<Record<string, string | undefined>> } }
  const ci = process?.env?.['CI']
  if (ci !== undefined && ci !== '' && ci !== 'false' && ci !== '0') return 1
  return Math.floor(Math.random() * 0x7fffffff)
}
