// A mock as its author defines it: rules and how to treat what they don't cover. Read-only; a server is made from it
// for every test.
import type { CompiledContract } from '../contract/compiled.ts'
import { type AnyContract, compiledOf, isContract } from '../contract/contract.ts'
import { checkOptionNames, mistake } from '../errors.ts'
import type { RedactionOptions } from '../transcript/redaction.ts'
import { checkFaults, type Fault } from './fault.ts'
import { rulesFor } from './contract-chain.ts'
import type { ContractRuleSource } from './contract-rule.ts'
import { referenceRules } from './reference.ts'
import { checkRules, type Rule } from './rule.ts'
import { checkUserSource, type UserSource } from './user.ts'

/** What to do about something no rule covers. */
export type UnmatchedPolicy = 'error' | 'warn' | 'ignore'

export interface MockOptions {
  /**
   * A message that no rule matches: `error` fails the test, `warn` prints, `ignore` only records. Default `warn`; with a
   * contract `error`.
   */
  readonly unmatched?: UnmatchedPolicy | undefined
  /** What goes wrong between the mock and its clients; the first that applies to a delivery. */
  readonly faults?: readonly Fault[] | undefined
  /**
   * Where a handshake names its user: `{ header: 'X-User' }`, `{ cookie }`, `{ query }`, `{ param }` of the path, or a
   * function. Users can be addressed: `broadcast(message, { user: 'ada' })`. Default: connections are nobody's.
   */
  readonly user?: UserSource | undefined
  /** For faults. Default 1. */
  readonly seed?: number | undefined
  /** What is hidden before anything is recorded; secrets in headers, query and subprotocols are by default. */
  readonly redaction?: RedactionOptions | undefined
}

/** Rules, or a function that makes them anew for each test, so that nothing leaks through closures. */
export type RuleSource = readonly Rule[] | (() => readonly Rule[])

/** A server's behaviour, ready to be simulated, intercepted or served. */
export interface MockDefinition {
  readonly rules: RuleSource
  readonly options: MockOptions
  /** What may be said to it and by it; undefined where anything may. */
  readonly contract?: CompiledContract | undefined
  /** It connects each client to where that wanted to go: on a port of its own, that would be to itself. */
  readonly goesWhereDialled?: boolean | undefined
}

/**
 * Defines the mock of a contract. It does what the contract's groups promise, checks every message of either side, and
 * does not need a rule; rules that are given come before what the contract implies.
 *
 * @throws MistakeError for a contract that is none, or an option that is none
 */
export function mock<K extends AnyContract>(
  contract: K,
  rules?: ContractRuleSource<K>,
  options?: MockOptions,
): MockDefinition
/**
 * Defines a mock.
 *
 * @throws MistakeError for a list that holds anything but finished rules, or an option that is none
 */
export function mock(rules?: RuleSource, options?: MockOptions): MockDefinition
export function mock(...given: MockArguments): MockDefinition {
  if (!isContract(given[0])) return plainMock(given[0], given[1] as MockOptions | undefined)
  return contractMock(given[0], given[1] as ContractRuleSource<AnyContract> | undefined, given[2])
}

/** What `mock` and those who make one take: rules, or a contract and what rules it adds; then options. */
export type MockArguments = readonly [
  contractOrRules?: AnyContract | RuleSource,
  rulesOrOptions?: ((rules: never) => readonly Rule[]) | MockOptions,
  options?: MockOptions,
]

function plainMock(rules: RuleSource = [], options: MockOptions = {}): MockDefinition {
  checkMockOptions('mock()', options)
  if (typeof rules !== 'function') checkRules('mock()', rules)
  return { rules, options }
}

function contractMock(
  given: AnyContract,
  rules: ContractRuleSource<AnyContract> = () => [],
  options: MockOptions = {},
): MockDefinition {
  const attempted = `mock(${given.name})`
  checkMockOptions(attempted, options)
  if (typeof rules !== 'function') {
    throw mistake(attempted, 'the rules are no function', "Write ({ on }) => [on('say').reply(…)]")
  }
  const contract = compiledOf(attempted, given)
  return {
    rules() {
      const own = rules(rulesFor(contract))
      checkRules(`the function that makes the rules of ${given.name}`, own)
      return [...own, ...referenceRules(contract)]
    },
    options,
    contract,
  }
}

const POLICIES: readonly string[] = ['error', 'warn', 'ignore'] satisfies UnmatchedPolicy[]

/** Whether a value is a definition and not a list of rules. */
export function isMockDefinition(value: unknown): value is MockDefinition {
  return typeof value === 'object' && value !== null && 'rules' in value && 'options' in value
}

/** The rules of one run: a factory is run now. */
export function rulesOf(definition: MockDefinition): readonly Rule[] {
  const { rules } = definition
  if (typeof rules !== 'function') return rules
  const made = rules()
  checkRules('the function that makes the rules', made)
  return made
}

const NAMES: readonly string[] = [
  'unmatched',
  'faults',
  'seed',
  'redaction',
  'user',
] satisfies (keyof MockOptions)[]

/** @throws MistakeError naming the option @param more those that the caller has besides */
export function checkMockOptions(attempted: string, options: MockOptions, ...more: readonly string[]): void {
  checkOptionNames(attempted, options, [...NAMES, ...more])
  const { faults, unmatched, seed, user } = options
  if (faults !== undefined) checkFaults(attempted, faults)
  if (user !== undefined) checkUserSource(attempted, user)
  if (unmatched !== undefined && !POLICIES.includes(unmatched)) {
    throw mistake(attempted, `unmatched is ${JSON.stringify(unmatched)}`, `Use one of ${POLICIES.join(', ')}`)
  }
  if (seed !== undefined && !Number.isFinite(seed)) {
    throw mistake(attempted, `the seed is ${String(seed)}`, 'Give a number')
  }
}
