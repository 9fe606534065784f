// What is given to `play` and what it returns: types only.
import type { Scenario } from '../../scenario/scenario.ts'
import type { DriveReport } from '../drive.ts'
import type { Player } from './player.ts'

/** Who plays which client of a scenario. */
export type Players<K, Client extends string> = { readonly [Name in Client]?: Player<K> }

/** The apps, by the names of the clients they are. */
export type Apps<P> = { readonly [Name in keyof P]: P[Name] extends Player<unknown, infer App> ? App : never }

/** A player of a client that the scenario does not have. */
export type NoStrangers<P, Client extends string> = {
  readonly [Name in Exclude<keyof P & string, Client>]: `${Name} is no client of this scenario`
}

export interface PlayOptions<P> {
  /** What to look at, by the names of the scenario's checkpoints; awaited. What it throws fails the scenario. */
  readonly checkpoints?: { readonly [name: string]: (apps: Apps<P>) => unknown } | undefined
  /** What Parley's own clients dial. Default: the mock's URL; where that has a `:param` or `*`, what an app has dialled. */
  readonly url?: string | URL | undefined
  /** How long something that must come is waited for, in ms of real time. Default 1,000. */
  readonly patienceMs?: number | undefined
  /** Chooses in which order branches of `together` act where several could. Default: as written. */
  readonly seed?: number | undefined
  /** Aborts the run: apps are stopped, and `play` rejects with its reason. */
  readonly signal?: AbortSignal | undefined
}

/** How a scenario ended that was played. */
export interface PlayReport<P> extends DriveReport {
  /** The apps, stopped; who has not started is missing. */
  readonly apps: Partial<Apps<P>>
}

/** Plays a scenario. */
export type Play = <K, Client extends string, const P extends Players<K, Client>>(
  scenario: Scenario<K, Client>,
  players: P & NoStrangers<P, Client>,
  options?: PlayOptions<P>,
) => Promise<PlayReport<P>>
