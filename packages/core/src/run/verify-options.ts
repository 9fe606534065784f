// What the author tells `verify`: types, and the check of what they say. Running is verify.ts's.
import type { Clock } from '../clock.ts'
import type { AnyContract, DownWire, GroupKind } from '../contract/contract.ts'
import { checkOptionNames, mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'
import { checkPatience } from './check-run.ts'
import type { TlsOptions } from './driven/load-clients.d.ts'
import type { Trigger } from './driven/triggers.ts'
import type { States, StateValues } from './states.ts'

/** The same for all clients, or for each its own. @template T what it is */
type PerClient<T, Client extends string> = T | ((client: Client, values: StateValues) => T)

/** The triggers of a scenario: with a contract, messages and groups are the contract's. */
export type TriggerFor<K, Client extends string> = K extends AnyContract
  ? Trigger<readonly [kind: GroupKind<K>, key: string], DownWire<K>, Client>
  : Trigger<string, unknown, Client>

export interface VerifyOptions<K = unknown, Client extends string = string> {
  /** What clients dial, `ws:` or `wss:`; their query is added. */
  readonly url: PerClient<string | URL, Client>
  /** Headers of the handshake, such as who a client is logged in as; a `connect` step adds its own. */
  readonly headers?:
    | PerClient<Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>, Client>
    | undefined
  /** Subprotocols to offer, unless a `connect` step says which. Default: the contract's, or none. */
  readonly protocols?: PerClient<readonly string[], Client> | undefined
  /** For `wss:`: `ca`, `cert`, `key`, `rejectUnauthorized`, `servername`. */
  readonly tls?: TlsOptions | undefined
  /** Brings about the states that the scenario begins in, by name. */
  readonly states?: States | undefined
  /** Has the server do the steps that are its own. */
  readonly trigger?: TriggerFor<K, Client> | undefined
  /**
   * Resolves when the server has nothing more to do of what it has received: an endpoint for tests, a queue that is
   * empty. With it silence is proven. Default: the contract's barrier, if it has one.
   */
  readonly probe?: (() => unknown) | undefined
  /** How long something that must come is waited for, in ms. Default 1,000. */
  readonly patienceMs?: number | undefined
  /** How long silence is listened to where nothing proves it, in ms, from when the server had read the last request. Default 100. */
  readonly quietMs?: number | undefined
  /** The time of waiting and of the transcript. Default: real time, whatever the runner fakes. */
  readonly clock?: Clock | undefined
  /** Chooses in which order branches of `together` act where several could. Default: as written. */
  readonly seed?: number | undefined
  /** Called at each checkpoint; awaited. What it throws fails the scenario. */
  readonly onCheckpoint?: ((name: string) => unknown) | undefined
  /** Aborts the run: connections are closed, states are taken back, and `verify` rejects with its reason. */
  readonly signal?: AbortSignal | undefined
}

export const VERIFY_OPTIONS: readonly string[] = [
  'url',
  'headers',
  'protocols',
  'tls',
  'states',
  'trigger',
  'probe',
  'patienceMs',
  'quietMs',
  'clock',
  'seed',
  'onCheckpoint',
  'signal',
] satisfies (keyof VerifyOptions)[]

const TRIGGERS: readonly string[] = [
  'broadcast',
  'send',
  'close',
  'join',
  'leave',
] satisfies (keyof Trigger)[]
const SCHEMES: readonly string[] = ['ws:', 'wss:']

/** @throws MistakeError for options that are none */
export function checkVerify(attempted: string, options: VerifyOptions<never, never>): void {
  checkOptionNames(attempted, options, VERIFY_OPTIONS)
  const { url, patienceMs = 0, quietMs = 0, trigger = {}, states = {}, probe } = options
  if (typeof url !== 'function') checkUrl(attempted, url)
  checkPatience(attempted, patienceMs)
  if (!(quietMs >= 0 && quietMs < Infinity)) {
    throw mistake(attempted, `quietMs is ${showValue(quietMs)}`, 'Give a number of ms, 0 or more')
  }
  checkOptionNames(`${attempted}, trigger`, trigger, TRIGGERS)
  checkFunctions(`${attempted}, trigger`, trigger)
  checkFunctions(`${attempted}, states`, states)
  if (probe !== undefined) checkFunctions(attempted, { probe })
}

/** @throws MistakeError unless a WebSocket can be dialled there */
export function checkUrl(attempted: string, url: unknown): void {
  const text = String(url)
  if (URL.canParse(text) && SCHEMES.includes(new URL(text).protocol)) return
  throw mistake(attempted, `the url is ${showValue(url)}`, "Give one like 'ws://127.0.0.1:3000/rooms'")
}

function checkFunctions(attempted: string, functions: object): void {
  for (const [name, one] of Object.entries(functions)) {
    if (one === undefined || typeof one === 'function') continue
    throw mistake(attempted, `${name} is ${showValue(one)}`, 'Give a function')
  }
}
