// Counts what conversations touch of one contract, transcript by transcript: a mock's, or that of clients of a real
// server. Which promises had something to judge is the laws' to say, and is handed in.
import type { CloseEntry, Entry, MembershipEntry, MessageEntry, Transcript } from '../transcript/entry.ts'
import type { CompiledContract } from './compiled.ts'
import {
  type ContractCoverage,
  definitionHash,
  type GroupAct,
  groupItem,
  type GrowingCounts,
  itemsOf,
  messageItem,
} from './coverage.ts'
import { type GroupTerms, kindAndKey } from './group-terms.ts'

/** Names the promises that a transcript has something to judge for, once for each group: `room exactlyOnce`. */
export type PromisesTouched = (transcript: Transcript) => Iterable<string>

export class CoverageCounter {
  readonly #contract: CompiledContract
  readonly #promisesTouched: PromisesTouched
  readonly #touched: GrowingCounts
  readonly #violated: Record<string, number> = {}
  /** Grows with what is added. */
  readonly coverage: ContractCoverage

  constructor(contract: CompiledContract, promisesTouched: PromisesTouched) {
    this.#contract = contract
    this.#promisesTouched = promisesTouched
    this.#touched = itemsOf(contract)
    this.coverage = {
      contract: contract.name,
      definitions: [definitionHash(this.#touched)],
      touched: this.#touched,
      violated: this.#violated,
    }
  }

  /**
   * Counts one conversation.
   *
   * @param isChecked whether a mock of this contract wrote it: then the violations in it are all there are, and what was
   * redacted is not mistaken for one
   */
  add(transcript: Transcript, isChecked: boolean): void {
    new Reading(this.#contract, transcript.entries, isChecked, this.#touched, this.#violated).run()
    for (const promise of this.#promisesTouched(transcript)) add(this.#touched.promises, promise)
  }
}

/** One transcript on its way into the counts. */
class Reading {
  readonly #contract: CompiledContract
  readonly #entries: readonly Entry[]
  readonly #isChecked: boolean
  readonly #touched: GrowingCounts
  readonly #violated: Record<string, number>
  /** The `seq` of messages and broadcasts that break the contract. */
  readonly #broken = new Set<number>()
  /** The groups that a mock's broadcasts addressed, by `seq`. */
  readonly #broadcasts = new Map<number, readonly string[]>()
  readonly #closes = new Set<number>()
  /** A mock writes down who joins and what it broadcasts; clients know what they asked for, and what came. */
  readonly #isByMock: boolean
  readonly #asked = new Map<string, { readonly ack: string; readonly item: string }[]>()
  readonly #delivered = new Set<unknown>()

  constructor(
    contract: CompiledContract,
    entries: readonly Entry[],
    isChecked: boolean,
    touched: GrowingCounts,
    violated: Record<string, number>,
  ) {
    this.#contract = contract
    this.#entries = entries
    this.#isChecked = isChecked
    this.#touched = touched
    this.#violated = violated
    this.#isByMock = entries.some(({ kind }) => kind === 'join' || kind === 'leave' || kind === 'broadcast')
    for (const entry of entries) {
      if (entry.kind === 'violation' && entry.cause !== undefined) this.#broken.add(entry.cause)
    }
  }

  run(): void {
    for (const entry of this.#entries) {
      switch (entry.kind) {
        case 'message':
          this.#message(entry)
          break
        case 'broadcast':
          this.#broadcasts.set(entry.seq, entry.groups ?? [])
          break
        case 'join':
        case 'leave':
          this.#membership(entry)
          break
        case 'close':
          this.#close(entry)
          break
        case 'reject':
          add(this.#touched.refusals, String(entry.status))
          break
        default:
      }
    }
  }

  #message(entry: MessageEntry): void {
    const { name, isBroken } = this.#read(entry)
    if (name === undefined) return
    const item = messageItem(entry.direction, name)
    if (isBroken) {
      this.#violated[item] = (this.#violated[item] ?? 0) + 1
      return
    }
    add(this.#touched.messages, item)
    if (entry.direction === 'serverToClient') {
      this.#answer(entry.client, name)
      this.#delivery(entry, name)
    } else if (!this.#isByMock) this.#request(entry.client, name)
  }

  #read({ direction, payload, seq, cause }: MessageEntry): {
    readonly name: string | undefined
    readonly isBroken: boolean
  } {
    const broadcast = cause !== undefined && this.#broadcasts.has(cause) ? cause : seq
    const isBroken = this.#broken.has(seq) || this.#broken.has(broadcast)
    if (isBroken || this.#isChecked) {
      return { name: this.#contract.classify(direction, payload).name, isBroken }
    }
    const reading = this.#contract.read(direction, payload)
    if (!('then' in reading))
      return { name: reading.name ?? reading.breach?.name, isBroken: reading.breach !== undefined }
    // A schema that answers later is not waited for: counting is done when it is done.
    reading.then(undefined, () => {})
    return { name: this.#contract.classify(direction, payload).name, isBroken: false }
  }

  #delivery(entry: MessageEntry, name: string): void {
    for (const { kind, broadcast } of this.#contract.groups.values()) {
      if (broadcast?.delivers !== name) continue
      // What clients receive is told apart by what it says; mostly that includes an id.
      const identity = this.#isByMock ? this.#broadcastTo(kind, entry) : entry.payload
      if (identity === undefined || this.#delivered.has(identity)) continue
      this.#delivered.add(identity)
      add(this.#touched.groups, groupItem(kind, 'broadcast'))
    }
  }

  /** Which of a mock's broadcasts to groups of a kind a delivery belongs to. */
  #broadcastTo(kind: GroupTerms['kind'], { cause }: MessageEntry): number | undefined {
    const groups = cause === undefined ? undefined : this.#broadcasts.get(cause)
    return groups?.some((name) => kindAndKey(name)?.[0] === kind) === true ? cause : undefined
  }

  #membership({ kind: act, group, cause }: MembershipEntry): void {
    // A connection that ends is in no group any more, but nobody has left as the contract has it.
    if (cause !== undefined && this.#closes.has(cause)) return
    const [kind] = kindAndKey(group) ?? []
    if (kind !== undefined) add(this.#touched.groups, groupItem(kind, act))
  }

  #close({ seq, direction, code }: CloseEntry): void {
    this.#closes.add(seq)
    if (direction === 'serverToClient') add(this.#touched.closeCodes, String(code))
  }

  /** Where no mock says so, a client has joined when it asked for it and was answered, if there is an answer. */
  #request(client: string, name: string): void {
    for (const { kind, join, leave } of this.#contract.groups.values()) {
      const asks: readonly [GroupAct, GroupTerms['join']][] = [
        ['join', join],
        ['leave', leave],
      ]
      for (const [act, ask] of asks) {
        if (ask?.by !== name) continue
        const item = groupItem(kind, act)
        if (ask.ack === undefined) add(this.#touched.groups, item)
        else this.#asked.set(client, [...(this.#asked.get(client) ?? []), { ack: ask.ack, item }])
      }
    }
  }

  #answer(client: string, name: string): void {
    const asked = this.#asked.get(client) ?? []
    const index = asked.findIndex(({ ack }) => ack === name)
    if (index === -1) return
    for (const { item } of asked.splice(index, 1)) add(this.#touched.groups, item)
  }
}

/** What the contract does not list is none of it. */
function add(counts: Record<string, number>, item: string): void {
  const before = counts[item]
  if (before !== undefined) counts[item] = before + 1
}
