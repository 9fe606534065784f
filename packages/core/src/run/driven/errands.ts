// What a real server was told and may still be busy with, as far as its answers tell. Knows what an answer proves by the
// contract; asks nobody.
import type { CompiledContract } from '../../contract/compiled.ts'
import { groupName, type KeyTerms } from '../../contract/group-terms.ts'
import type { Told } from './watched-connection.ts'

/** One thing that the server was told. */
export interface Errand {
  /** A client, or `server`: something was triggered there. */
  readonly owner: string
  readonly what: 'message' | 'connection' | 'end' | 'trigger'
  /** For messages: `what alice said (say)`. */
  readonly text: string
  /** The group that it is about, where the contract tells. */
  readonly group: string | undefined
  readonly message: Told | undefined
  /** The server's message that says that it is done; undefined where none does. */
  readonly answer: string | undefined
  /** Fields that the answer shares with the question, if it has them. */
  readonly marks: Readonly<Record<string, unknown>>
}

export class Errands {
  readonly #contract: CompiledContract | undefined
  /** In the order they came up; each with when the server had certainly read it, in ms. */
  readonly #open = new Map<Errand, number | undefined>()

  constructor(contract: CompiledContract | undefined) {
    this.#contract = contract
  }

  /** What may not be done yet, the oldest first. */
  get open(): readonly Errand[] {
    return [...this.#open.keys()]
  }

  /** When the server had certainly read all of these; undefined where that is not known of any. */
  readAt(errands: readonly Errand[]): number | undefined {
    const times = errands.map((errand) => this.#open.get(errand)).filter((at) => at !== undefined)
    return times.length === 0 ? undefined : Math.max(...times)
  }

  add(errand: Partial<Errand> & Pick<Errand, 'owner' | 'what' | 'text'>): Errand {
    const whole = { group: undefined, message: undefined, answer: undefined, marks: {}, ...errand }
    this.#open.set(whole, undefined)
    return whole
  }

  said(client: string, told: Told): Errand {
    const { name } = told
    const text = `what ${client} said${name === undefined ? '' : ` (${name})`}`
    return this.add({ owner: client, what: 'message', text, message: told, ...this.#meaningOf(told) })
  }

  /** Returns what the message says is done, if it does. With it the server has taken note of who came and went before. */
  heard(client: string, { name, message }: Told): Errand | undefined {
    if (name === undefined) return undefined
    const { open } = this
    const index = open.findIndex(
      ({ owner, answer, marks }) => owner === client && answer === name && agrees(message, marks),
    )
    const done = open[index]
    if (done === undefined) return undefined
    this.settle([done, ...open.slice(0, index).filter(isNews)])
    return done
  }

  /** Everything that is open has been read by now. */
  read(now: number): void {
    for (const [errand, at] of this.#open) if (at === undefined) this.#open.set(errand, now)
  }

  /** These are done. */
  settle(errands: Iterable<Errand>): void {
    for (const errand of errands) this.#open.delete(errand)
  }

  #meaningOf({ name, message }: Told): Partial<Errand> {
    const contract = this.#contract
    if (contract === undefined || name === undefined) return {}
    for (const [kind, { join, leave, broadcast }] of contract.groups) {
      const about = (key: KeyTerms): Pick<Errand, 'group' | 'marks'> => {
        const value = key.of(message)
        const group = value === undefined ? undefined : groupName(kind, value)
        return { group, marks: pick(message, [key.field]) }
      }
      if (broadcast?.by === name) {
        const { ack, acknowledges, id, key } = broadcast
        const { group, marks } = about(key)
        // An answer that means that the message was taken proves nothing of what is written to others.
        const answer = acknowledges === 'fannedOut' ? ack : undefined
        return { group, answer, marks: { ...marks, ...pick(message, [id]) } }
      }
      const ask = join?.by === name ? join : leave?.by === name ? leave : undefined
      if (ask !== undefined) return { ...about(ask.key), answer: ask.ack }
    }
    return contract.heartbeat?.by === name ? { answer: contract.heartbeat.ack } : {}
  }
}

/** Whether it is no request: somebody came or went, which is answered by the handshake. */
export function isNews({ what }: Errand): boolean {
  return what === 'connection' || what === 'end'
}

function pick(message: unknown, fields: readonly (string | undefined)[]): Readonly<Record<string, unknown>> {
  const own = fieldsOf(message)
  return Object.fromEntries(
    fields.flatMap((field) => (field === undefined || own[field] === undefined ? [] : [[field, own[field]]])),
  )
}

/** Whether a message says the same where it says anything of these. */
export function agrees(message: unknown, marks: Readonly<Record<string, unknown>>): boolean {
  const own = fieldsOf(message)
  return Object.entries(marks).every(([field, value]) => own[field] === undefined || own[field] === value)
}

export function fieldsOf(message: unknown): Readonly<Record<string, unknown>> {
  return typeof message === 'object' && message !== null ? (message as Readonly<Record<string, unknown>>) : {}
}
