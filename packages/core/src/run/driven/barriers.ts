// The questions of a contract whose answer proves that what a server received before has been carried out. Makes them,
// and tells their answers from the conversation.
import type { CompiledContract } from '../../contract/compiled.ts'
import { kindAndKey, type GroupTerms } from '../../contract/group-terms.ts'
import type { DataFrame } from '../../wire/frame.ts'
import { agrees, fieldsOf } from './errands.ts'
import type { Told } from './watched-connection.ts'

type BarrierTerms = NonNullable<GroupTerms['barrier']>

/** A question to be asked over one connection. */
export interface Question {
  readonly client: string
  readonly by: string
  readonly ack: string
  /** The group that it proves something of; undefined: of all. */
  readonly group: string | undefined
  readonly frame: DataFrame
  /** Resolves with the answer, or when the connection ends. */
  readonly answered: Promise<void>
}

interface Waiting {
  readonly ack: string
  /** Fields that the answer shares with the question, if it has them. */
  readonly marks: Readonly<Record<string, unknown>>
  /** Undefined for a question of the scenario itself. */
  readonly answer: (() => void) | undefined
}

export class Barriers {
  readonly #contract: CompiledContract
  readonly #terms: readonly (readonly [kind: string, terms: BarrierTerms])[]
  readonly #waiting = new Map<string, readonly Waiting[]>()
  #count = 0

  constructor(contract: CompiledContract) {
    this.#contract = contract
    this.#terms = [...contract.groups].flatMap(([kind, { barrier }]) =>
      barrier === undefined ? [] : [[kind, barrier] as const],
    )
  }

  /** The questions to ask over a connection. @param groups those that the client has spoken of */
  questions(client: string, groups: Iterable<string>): readonly Question[] {
    const asked = new Set<string>()
    const keys = Array.from(groups, kindAndKey).filter((one) => one !== undefined)
    return this.#terms.flatMap(([kind, terms]) => {
      if (terms.key === undefined) {
        if (asked.has(terms.by)) return []
        asked.add(terms.by)
        return [this.#question(client, terms, undefined, {})]
      }
      const { key } = terms
      return keys
        .filter(([of]) => of === kind)
        .map(([, value]) => this.#question(client, terms, `${kind}/${value}`, fieldsOf(key.make(value))))
    })
  }

  /** The scenario says something, which may be such a question. */
  said(client: string, { name, message }: Told): void {
    const terms = this.#terms.find(([, { by }]) => by === name)?.[1]
    if (terms === undefined) return
    const own = fieldsOf(message)
    const fields = [terms.id, terms.key?.field].filter((field) => field !== undefined)
    const marks = Object.fromEntries(fields.map((field) => [field, own[field]]))
    this.#wait(client, { ack: terms.ack, marks, answer: undefined })
  }

  /** Returns whether it is the answer to a question that the scenario did not ask. */
  heard(client: string, { name, message }: Told): boolean {
    const waiting = this.#waiting.get(client) ?? []
    const found = waiting.find(({ ack, marks }) => ack === name && agrees(message, marks))
    if (found === undefined) return false
    this.#waiting.set(
      client,
      waiting.filter((one) => one !== found),
    )
    found.answer?.()
    return found.answer !== undefined
  }

  ended(client: string): void {
    for (const { answer } of this.#waiting.get(client) ?? []) answer?.()
    this.#waiting.delete(client)
  }

  #question(
    client: string,
    { by, ack, id, key }: BarrierTerms,
    group: string | undefined,
    message: Readonly<Record<string, unknown>>,
  ): Question {
    const whole = id === undefined ? message : { ...message, [id]: this.#idFor(by, id, message) }
    const fields = [id, key?.field].filter((field) => field !== undefined)
    const marks = Object.fromEntries(fields.map((field) => [field, fieldsOf(whole)[field]]))
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#wait(client, { ack, marks, answer: resolve })
    return {
      client,
      by,
      ack,
      group,
      frame: this.#contract.write('clientToServer', by, whole),
      answered: promise,
    }
  }

  /** An id that no other question has, of a kind that the schema takes. */
  #idFor(by: string, field: string, message: Readonly<Record<string, unknown>>): unknown {
    const number = ++this.#count
    const uuid = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
    const candidates = [`parley-${number}`, uuid, number]
    const fits = (id: unknown): boolean => {
      const { payload } = this.#contract.write('clientToServer', by, { ...message, [field]: id })
      const reading = this.#contract.read('clientToServer', payload)
      if (!('then' in reading)) return reading.breach === undefined
      reading.catch(() => {})
      return true
    }
    return candidates.find(fits) ?? candidates[0]
  }

  #wait(client: string, waiting: Waiting): void {
    this.#waiting.set(client, [...(this.#waiting.get(client) ?? []), waiting])
  }
}
