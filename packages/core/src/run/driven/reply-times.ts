// How long a real server takes for answers whose time the contract limits.
import type { CompiledContract } from '../../contract/compiled.ts'
import { fieldsOf } from './errands.ts'
import type { Told } from './watched-connection.ts'

interface Question {
  readonly client: string
  readonly by: string
  readonly answer: string
  /** The end of a stream, which may be all that comes. */
  readonly end: string | undefined
  readonly withinMs: number
  readonly at: number
  /** The field of the answer that says which question it belongs to, and what it has to say. */
  readonly mark: readonly [field: string, value: unknown] | undefined
}

export class ReplyTimes {
  readonly #contract: CompiledContract
  #open: readonly Question[] = []

  constructor(contract: CompiledContract) {
    this.#contract = contract
  }

  said(client: string, { name, message }: Told, at: number): void {
    const reply = name === undefined ? undefined : this.#contract.replies.get(name)
    if (name === undefined || reply?.withinMs === undefined) return
    const { with: answer, withinMs, correlate, count } = reply
    const end = typeof count === 'object' ? count.until : undefined
    const mark =
      correlate === undefined ? undefined : ([correlate[1], fieldsOf(message)[correlate[0]]] as const)
    this.#open = [...this.#open, { client, by: name, answer, end, withinMs, at, mark }]
  }

  /** Returns what is wrong with the answer, if it comes too late. */
  heard(client: string, { name, message }: Told, at: number): string | undefined {
    if (name === undefined) return undefined
    const question = this.#open.find(
      (one) =>
        one.client === client &&
        (one.answer === name || one.end === name) &&
        (one.mark === undefined || fieldsOf(message)[one.mark[0]] === one.mark[1]),
    )
    if (question === undefined) return undefined
    this.#open = this.#open.filter((one) => one !== question)
    const { by, withinMs } = question
    const tookMs = at - question.at
    if (tookMs <= withinMs) return undefined
    return `${name} answers ${by} within ${withinMs} ms, and came after ${Math.round(tookMs)} ms`
  }

  ended(client: string): void {
    this.#open = this.#open.filter((one) => one.client !== client)
  }
}
