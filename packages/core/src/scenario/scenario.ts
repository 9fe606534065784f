// An example conversation as a value: a title, clients, steps. Owns the check that the parts fit together.
import { checkOptionNames, mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'
import type { CompiledContract } from '../contract/compiled.ts'
import { type AnyContract, compiledOf } from '../contract/contract.ts'
import { type RawActor, rawActor } from './actor.ts'
import { checkSteps } from './check.ts'
import { isStep } from './combine.ts'
import { type Actor, contractActor, contractServer, type Server } from './contract-actor.ts'
import { checkGiven, type Given, type GivenState } from './given.ts'
import { type RawServer, rawServer, SERVER } from './server-actor.ts'
import type { Step } from './step.ts'

/** An example conversation, to be simulated, played against a real client, or verified against a real server. */
export interface Scenario<Contract = undefined, Client extends string = string> {
  readonly title: string
  readonly contract: Contract
  readonly clients: readonly Client[]
  /** The states of the world that it begins in. Absent: any. */
  readonly given?: readonly GivenState[]
  /** Whether frames that nobody expected are allowed at the end. */
  readonly open: boolean
  /** Whether what the contract promises is judged at the end. */
  readonly upholds?: true
  readonly steps: readonly Step[]
}

/** What the author of a scenario without a contract writes. */
export interface RawScenarioDefinition<Client extends string> {
  readonly contract?: never
  /** Names of the connections. Those without a connect step connect before the first step, in this order. */
  readonly clients: readonly Client[]
  /**
   * States of the world that it begins in, by name: `verify` brings them about on the real server, and gives what they
   * know to `ref()`. Default: none.
   */
  readonly given?: readonly Given[] | undefined
  /** Allows frames that nobody expected, at the end. Default false. */
  readonly open?: boolean | undefined
  /** The conversation, in causal order: a step starts when the one before is done. */
  readonly steps: (
    who: { readonly [Name in Client]: RawActor } & { readonly server: RawServer },
  ) => readonly Step[]
}

/** What the author of a scenario with a contract writes. */
export interface ContractScenarioDefinition<K extends AnyContract, Client extends string> {
  /** What may be said. */
  readonly contract: K
  /** Names of the connections. Those without a connect step connect before the first step, in this order. */
  readonly clients: readonly Client[]
  /**
   * States of the world that it begins in, by name: `verify` brings them about on the real server, and gives what they
   * know to `ref()`. Default: none.
   */
  readonly given?: readonly Given[] | undefined
  /** Allows frames that nobody expected, at the end. Default false. */
  readonly open?: boolean | undefined
  /**
   * Judges what the contract promises its groups, besides the steps: a promise that was not kept fails the scenario.
   * Default false: a mock whose rules say something else on purpose is no failure.
   */
  readonly upholds?: boolean | undefined
  /** The conversation, in causal order: a step starts when the one before is done. */
  readonly steps: (
    who: { readonly [Name in Client]: Actor<K> } & { readonly server: Server<K> },
  ) => readonly Step[]
}

const NAMES: readonly string[] = [
  'contract',
  'clients',
  'given',
  'open',
  'upholds',
  'steps',
] satisfies (keyof ContractScenarioDefinition<AnyContract, string>)[]

/** Writes down a conversation in a contract's words. */
export function scenario<K extends AnyContract, const Client extends string>(
  title: string,
  definition: ContractScenarioDefinition<K, Client>,
): Scenario<K, Client>
/**
 * Writes down a conversation. Nothing runs; `simulate` and the like do that.
 *
 * @throws MistakeError for names that cannot be clients, steps about others, or steps that cannot follow each other
 */
export function scenario<const Client extends string>(
  title: string,
  definition: RawScenarioDefinition<Client>,
): Scenario<undefined, Client>
export function scenario(title: string, definition: AnyScenarioDefinition): Scenario<unknown> {
  const attempted = `scenario(${showValue(title)})`
  if (typeof title !== 'string' || title === '')
    throw mistake(attempted, 'it has no title', 'Say in a sentence what is promised')
  checkOptionNames(attempted, definition, NAMES)
  const clients = checkClients(attempted, definition.clients)
  if (typeof definition.steps !== 'function') {
    throw mistake(attempted, 'steps is not a function', 'Write steps: ({ alice, server }) => […]')
  }
  const { contract } = definition
  const compiled = contract === undefined ? undefined : compiledOf(attempted, contract)
  const actorOf = (name: string): object =>
    compiled === undefined ? rawActor(name) : contractActor(compiled, name)
  // The keys are the clients' names and `server`, which is what the types say.
  const steps = definition.steps({
    ...Object.fromEntries(clients.map((name) => [name, actorOf(name)])),
    [SERVER]: compiled === undefined ? rawServer : contractServer(compiled),
  } as never)
  if (!Array.isArray(steps))
    throw mistake(attempted, `steps returned ${showValue(steps)}`, 'Return an array of steps')
  const stray = steps.findIndex((step) => !isStep(step))
  if (stray !== -1) {
    throw mistake(
      attempted,
      `step ${stray + 1} is ${showValue(steps[stray])}`,
      'Make steps with the clients given',
    )
  }
  const given = checkGiven(attempted, definition.given)
  const made: Scenario<unknown> = {
    title,
    contract,
    clients,
    ...(given.length === 0 ? {} : { given }),
    open: definition.open ?? false,
    ...(definition.upholds === true ? { upholds: true } : {}),
    steps: steps as readonly Step[],
  }
  checkSteps(made)
  return made
}

/** The contract of a scenario, ready to be used; undefined for one without. */
export function contractOf({
  title,
  contract,
}: Pick<Scenario<unknown>, 'title' | 'contract'>): CompiledContract | undefined {
  return contract === undefined ? undefined : compiledOf(`scenario(${showValue(title)})`, contract)
}

/** Whether a value is a scenario, also one made by another copy of this module. */
export function isScenario(value: unknown): value is Scenario<unknown> {
  if (typeof value !== 'object' || value === null) return false
  if (!('title' in value && 'clients' in value && 'steps' in value)) return false
  const { title, clients, steps } = value
  return typeof title === 'string' && Array.isArray(clients) && Array.isArray(steps) && steps.every(isStep)
}

/**
 * Refuses what cannot be run, before anything is asked of it.
 *
 * @throws MistakeError naming what was given
 */
export function checkScenario(attempted: string, value: unknown): asserts value is Scenario<unknown> {
  if (isScenario(value)) return
  const hint = value === undefined ? '; an import is undefined where two modules import each other' : ''
  throw mistake(
    attempted,
    `the first argument is ${showValue(value)}, no scenario`,
    `Make it with scenario('…', { … })${hint}`,
  )
}

/** A definition whose types are forgotten. */
interface AnyScenarioDefinition {
  readonly contract?: unknown
  readonly clients: readonly string[]
  readonly given?: unknown
  readonly upholds?: boolean | undefined
  readonly open?: boolean | undefined
  readonly steps: (who: never) => unknown
}

function checkClients<Client extends string>(
  attempted: string,
  clients: readonly Client[],
): readonly Client[] {
  if (!Array.isArray(clients) || clients.length === 0) {
    throw mistake(attempted, 'it has no clients', "Write clients: ['alice', 'bob']")
  }
  for (const [index, name] of clients.entries()) {
    if (typeof name !== 'string' || name === '') {
      throw mistake(attempted, `clients[${index}] is ${showValue(name)}`, 'Give each client a name')
    }
    if (name === SERVER)
      throw mistake(attempted, `a client is called ${SERVER}`, 'That name is reserved: choose another')
    if (clients.indexOf(name) !== index)
      throw mistake(attempted, `two clients are called ${name}`, 'Choose another name')
  }
  return [...clients]
}
