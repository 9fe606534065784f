// What of a contract was touched, as data: what there is to touch, and the sum of several records. Counting what a
// transcript touches is coverage-counter.ts's, the table coverage-text.ts's, the file coverage-file.ts's.
import type { Direction } from '../wire/frame.ts'
import type { CompiledContract } from './compiled.ts'

/** The kinds of things that conversations touch. */
export type CoveragePart = 'messages' | 'closeCodes' | 'refusals' | 'groups' | 'promises'

/** In the order they are shown. */
export const COVERAGE_PARTS: readonly CoveragePart[] = [
  'messages',
  'closeCodes',
  'refusals',
  'groups',
  'promises',
]

/** How often each thing: by its name in its part. */
export type CoverageCounts = Readonly<Record<string, number>>

/** How often conversations touched what a contract says. What was never touched is there too, with 0. */
export interface ContractCoverage {
  /** The contract's name, by which records of several files are added up. */
  readonly contract: string
  /**
   * Tells apart contracts of one name that say different things: a hash of all there is to touch, for each of them. More
   * than one: everything of all of them is counted.
   */
  readonly definitions: readonly string[]
  /**
   * Messages are called `clientToServer say`; close codes and refusals by their number; groups `room join`, `room leave`,
   * `room broadcast`; promises `room exactlyOnce`, and `heartbeat` and `replyDeadline` beside groups.
   */
  readonly touched: Readonly<Record<CoveragePart, CoverageCounts>>
  /** Messages that broke the contract, by the same names. They are not among those that are touched. */
  readonly violated: CoverageCounts
}

export type GroupAct = 'join' | 'leave' | 'broadcast'

export function messageItem(direction: Direction, name: string): string {
  return `${direction} ${name}`
}

export function groupItem(kind: string, act: GroupAct): string {
  return `${kind} ${act}`
}

export function promiseItem(kind: string, promise: string): string {
  return `${kind} ${promise}`
}

/** Counts that grow. */
export type GrowingCounts = Record<CoveragePart, Record<string, number>>

/** All there is to touch, each with 0. */
export function itemsOf(contract: CompiledContract): GrowingCounts {
  const { closeCodes = {}, handshake = {} } = contract.definition
  return {
    messages: zeros(
      DIRECTIONS.flatMap((direction) =>
        [...contract.messages.all(direction).keys()].map((name) => messageItem(direction, name)),
      ),
    ),
    closeCodes: zeros(Object.keys(closeCodes)),
    refusals: zeros(Object.keys(handshake.refusals ?? {})),
    groups: zeros(
      [...contract.groups.values()].flatMap((terms) =>
        ACTS.filter((act) => terms[act] !== undefined).map((act) => groupItem(terms.kind, act)),
      ),
    ),
    promises: zeros(promisesOf(contract)),
  }
}

/** A hash of the names, FNV-1a in 32 bits: enough to tell two files' contracts apart. */
export function definitionHash(items: GrowingCounts): string {
  const text = COVERAGE_PARTS.flatMap((part) => [part, ...Object.keys(items[part]).toSorted()]).join('\n')
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return (hash >>> 0).toString(16).padStart(8, '0')
}

/** Adds up, contract by contract, in the order of their names. */
export function mergeCoverage(coverages: Iterable<ContractCoverage>): readonly ContractCoverage[] {
  const merged = new Map<string, ContractCoverage>()
  for (const coverage of coverages) {
    const before = merged.get(coverage.contract)
    merged.set(coverage.contract, before === undefined ? coverage : sum(before, coverage))
  }
  return [...merged.values()].toSorted((one, other) => (one.contract < other.contract ? -1 : 1))
}

const DIRECTIONS: readonly Direction[] = ['clientToServer', 'serverToClient']
const ACTS: readonly GroupAct[] = ['join', 'leave', 'broadcast']

function zeros(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 0]))
}

function promisesOf({ groups, heartbeat, replies }: CompiledContract): readonly string[] {
  const promises = [...groups.values()].flatMap(({ kind, guarantees }) =>
    guarantees.map(({ promise }) => promiseItem(kind, promise)),
  )
  if (heartbeat?.everyMs !== undefined || heartbeat?.timeoutMs !== undefined) promises.push('heartbeat')
  if ([...replies.values()].some(({ withinMs }) => withinMs !== undefined)) promises.push('replyDeadline')
  return promises
}

function sum(one: ContractCoverage, other: ContractCoverage): ContractCoverage {
  const part = (name: CoveragePart): CoverageCounts => sumOf(one.touched[name], other.touched[name])
  return {
    contract: one.contract,
    definitions: [...new Set([...one.definitions, ...other.definitions])].toSorted(),
    touched: {
      messages: part('messages'),
      closeCodes: part('closeCodes'),
      refusals: part('refusals'),
      groups: part('groups'),
      promises: part('promises'),
    },
    violated: sumOf(one.violated, other.violated),
  }
}

function sumOf(one: CoverageCounts, other: CoverageCounts): CoverageCounts {
  const counts: Record<string, number> = { ...one }
  for (const [name, count] of Object.entries(other)) counts[name] = (counts[name] ?? 0) + count
  return counts
}
