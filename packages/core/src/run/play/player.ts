// `player()`: an app under test as a client of a scenario. Says how it is started and made to do what the scenario has it
// do; when that is, play.ts knows.
import {
  type AnyContract,
  compiledOf,
  isContract,
  type UpMessage,
  type UpName,
} from '../../contract/contract.ts'
import { checkOptionNames, mistake } from '../../errors.ts'
import { checkPattern } from '../../match/check.ts'
import { asPattern, type PatternFor } from '../../match/pattern-for.ts'
import type { Pattern } from '../../match/pattern.ts'
import { showKey, showValue } from '../../match/show.ts'
import type { ConnectOptions, Wanted } from '../../scenario/step.ts'

/** The app does it of its own accord: nothing has to be called, and it is waited for. */
export type ByItself = 'byItself'

/** How an app closes in a scenario. */
export interface PlayedClose {
  readonly code: number
  readonly reason: string
}

/** What every player has. */
interface PlayerActions<App> {
  /**
   * Starts the app, which opens its connection, now or later: the next one that opens on the mock is the client's. What
   * the scenario's `connect` has, if it says something, is handed over; it is checked against the handshake that comes.
   */
  readonly start: (handshake: ConnectOptions) => App | Promise<App>
  /** Makes the app close its connection, for a `close` step; `'byItself'`: the app does it without being told. */
  readonly close?: ((app: App, close: PlayedClose) => unknown) | ByItself
  /** Makes the app connect again, for a second `connect` step; `'byItself'`: the app does it without being told. */
  readonly reconnect?: ((app: App, handshake: ConnectOptions) => unknown) | ByItself
  /** Ends the app when the scenario is over; awaited. Default: `close` with 1000, if that is a function. */
  readonly stop?: (app: App) => unknown
}

/** What the author says of an app that is played in a contract's words. */
export interface PlayerDefinition<K extends AnyContract, App> extends PlayerActions<App> {
  /**
   * By name, what makes the app send a message; `'byItself'`: it sends it without being told. The contract's messages for
   * joining a group, and its heartbeat, are sent by the app itself unless something else is said here.
   */
  readonly send?: {
    readonly [N in UpName<K>]?: ((app: App, message: UpMessage<K, N>) => unknown) | ByItself
  }
  /** Messages that are the app's own affair: no step has to be about them. */
  readonly ignore?: readonly UpName<K>[]
}

/** What the author says of an app without a contract. */
export interface RawPlayerDefinition<App, Message> extends PlayerActions<App> {
  /** Makes the app send a message; `'byItself'`: it sends all of them without being told. */
  readonly send?: ((app: App, message: Message) => unknown) | ByItself
  /** What matches is the app's own affair: no step has to be about it. */
  readonly ignore?: readonly PatternFor<Message>[]
}

const parts: unique symbol = Symbol.for('@parley-ws/core/player')

/** An app under test, as a client of a scenario with this contract; undefined: of one without. */
export interface Player<out K = unknown, out App = unknown> {
  readonly contract: K
  readonly start: (handshake: ConnectOptions) => App | Promise<App>
  readonly [parts]: PlayerParts
}

type Cause<Value> = ((app: unknown, value: Value) => unknown) | ByItself

/** The same with its types forgotten: each function is called with what its own `start` has returned. */
export interface PlayerParts {
  readonly start: (handshake: ConnectOptions) => unknown
  /** Of a message; undefined where the app cannot be made to send it. */
  readonly sendOf: (name: string | undefined) => Cause<unknown> | undefined
  readonly close: Cause<PlayedClose> | undefined
  readonly reconnect: Cause<ConnectOptions> | undefined
  readonly stop: ((app: unknown) => unknown) | undefined
  readonly ignored: readonly Wanted[]
}

const NAMES: readonly string[] = ['start', 'send', 'close', 'reconnect', 'stop', 'ignore'] satisfies (
  | keyof PlayerDefinition<AnyContract, unknown>
  | keyof RawPlayerDefinition<unknown, unknown>
)[]

/**
 * An app under test, for `play`: how it is started, and made to send what the scenario has it send.
 *
 * @throws MistakeError for an option that is none, or a message that the contract does not have
 */
export function player<K extends AnyContract, App>(
  contract: K,
  definition: PlayerDefinition<K, App>,
): Player<K, App>
/** The same for scenarios without a contract. */
export function player<App, Message = unknown>(
  definition: RawPlayerDefinition<App, Message>,
): Player<undefined, App>
export function player(
  contractOrDefinition: AnyContract | AnyPlayerDefinition,
  definition?: AnyPlayerDefinition,
): Player {
  if (isContract(contractOrDefinition)) return contractPlayer(contractOrDefinition, definition)
  const given = checkDefinition(contractOrDefinition)
  const { send, ignore = [] } = given
  if (send !== undefined) checkCause('send', send)
  if (!Array.isArray(ignore))
    throw mistake('player()', `ignore is ${showValue(ignore)}`, 'Give a list of patterns')
  const ignored = (ignore as readonly Pattern[]).map((pattern) => {
    checkPattern(pattern, 'player({ ignore })')
    return { pattern: asPattern(pattern) }
  })
  return made(undefined, given, () => send as Cause<unknown> | undefined, ignored)
}

/** What a player does. */
export function partsOf(attempted: string, value: unknown): PlayerParts {
  if (typeof value === 'object' && value !== null && parts in value) return (value as Player)[parts]
  throw mistake(attempted, `${showValue(value)} is no player`, 'Make it with player({ start: () => app, … })')
}

type AnyPlayerDefinition = PlayerActions<never> & { readonly send?: unknown; readonly ignore?: unknown }

function contractPlayer(contract: AnyContract, definition: AnyPlayerDefinition | undefined): Player {
  const attempted = `player(${contract.name})`
  const compiled = compiledOf(attempted, contract)
  const given = checkDefinition(definition)
  const { send = {}, ignore = [] } = given
  if (typeof send !== 'object' || send === null) {
    throw mistake(attempted, `send is ${showValue(send)}`, 'Write send: { say: (app, message) => … }')
  }
  const causes = new Map<string, Cause<unknown>>()
  const { groups, heartbeat } = compiled
  for (const { join } of groups.values()) if (join !== undefined) causes.set(join.by, 'byItself')
  if (heartbeat !== undefined) causes.set(heartbeat.by, 'byItself')
  for (const [name, cause] of Object.entries(send) as [string, unknown][]) {
    compiled.message(`${attempted}, send.${showKey(name)}`, 'clientToServer', name)
    if (cause !== undefined) causes.set(name, checkCause(`send.${showKey(name)}`, cause))
  }
  if (!Array.isArray(ignore))
    throw mistake(attempted, `ignore is ${showValue(ignore)}`, 'Give a list of names')
  const ignored = (ignore as readonly unknown[]).map((name) => {
    const message = compiled.message(`${attempted}, ignore`, 'clientToServer', name)
    return { name: message.name }
  })
  return made(contract, given, (name) => (name === undefined ? undefined : causes.get(name)), ignored)
}

function made(
  contract: AnyContract | undefined,
  { start, close, reconnect, stop }: AnyPlayerDefinition,
  sendOf: PlayerParts['sendOf'],
  ignored: readonly Wanted[],
): Player {
  if (close !== undefined) checkCause('close', close)
  if (reconnect !== undefined) checkCause('reconnect', reconnect)
  // All are called with the app that this player's own start has made.
  const forgotten = { start, sendOf, close, reconnect, stop, ignored } as unknown as PlayerParts
  return { contract, start, [parts]: forgotten }
}

function checkDefinition(definition: unknown): AnyPlayerDefinition {
  const remedy = 'Write player({ start: () => app, … }), with a contract player(contract, { … })'
  if (typeof definition !== 'object' || definition === null) {
    throw mistake('player()', `${showValue(definition)} says nothing of an app`, remedy)
  }
  checkOptionNames('player()', definition, NAMES)
  const { start, stop } = definition as { readonly start?: unknown; readonly stop?: unknown }
  if (typeof start !== 'function') throw mistake('player()', `start is ${showValue(start)}`, remedy)
  if (stop !== undefined && typeof stop !== 'function') {
    throw mistake('player()', `stop is ${showValue(stop)}`, 'Give a function: stop: (app) => app.close()')
  }
  return definition as AnyPlayerDefinition
}

function checkCause(what: string, cause: unknown): Cause<unknown> {
  if (typeof cause === 'function' || cause === 'byItself') return cause as Cause<unknown>
  throw mistake(
    'player()',
    `${what} is ${showValue(cause)}`,
    "Give a function of the app, or 'byItself' where the app does it without being told",
  )
}
