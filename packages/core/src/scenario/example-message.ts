// What the server says where a scenario expects a message and nothing of the mock's says it: the example of what is
// expected, with the fields that the contract requires and the example does not have.
import type { CompiledContract } from '../contract/compiled.ts'
import { copiedFields } from '../contract/group-terms.ts'
import type { MessageTerms } from '../contract/message-terms.ts'
import { BugError, mistake } from '../errors.ts'
import { exampleOf } from '../match/example.ts'
import type { Memory } from '../match/memory.ts'
import { showKey } from '../match/show.ts'
import type { Sendable } from '../mock/sendable.ts'
import { describeStep } from './describe-step.ts'
import type { ActionStep, ExpectStep } from './step.ts'

type Fields = Readonly<Record<string, unknown>>

export class ExampleMessages {
  readonly #contract: CompiledContract | undefined
  readonly #memory: Memory
  /** By name, what was said last, and by whom: what an answer copies its fields from. */
  readonly #said = new Map<string, { readonly client: string; readonly message: unknown }>()

  constructor(contract: CompiledContract | undefined, memory: Memory) {
    this.#contract = contract
    this.#memory = memory
  }

  /** A client said this. */
  note(client: string, name: string | undefined, message: unknown): void {
    if (name !== undefined) this.#said.set(name, { client, message })
  }

  /**
   * What the server does so that the step gets what it expects.
   *
   * @throws MistakeError when the step gives no example, or not of all that the contract requires
   */
  stepFor(wanted: ExpectStep): ActionStep {
    const { client } = wanted
    if (wanted.do === 'expectClose') {
      const { code = 1000, reason = '' } = wanted.pattern
      const end = { code: exampleOf(code, this.#memory), reason: exampleOf(reason, this.#memory) }
      return { do: 'serverClose', to: client, code: Number(end.code), reason: String(end.reason) }
    }
    if (wanted.do !== 'expect') throw new BugError(`a ${wanted.do} step asks for an example as a whole`)
    const { name, pattern } = wanted
    const example = pattern === undefined ? {} : exampleOf(pattern, this.#memory)
    if (name === undefined) return { do: 'serverSend', to: client, message: example as Sendable }
    return { do: 'serverSend', to: client, name, message: this.#completed(wanted, name, example) }
  }

  #completed(step: ExpectStep, name: string, example: unknown): Sendable {
    if (this.#contract === undefined) throw new BugError(`a step expects ${name} without a contract`)
    // A message that is no object is what it is.
    if (typeof example !== 'object' || example === null || Array.isArray(example)) return example as Sendable
    const terms = this.#contract.messages.get('serverToClient', name)
    const { nameField } = this.#contract
    const all: Fields = { ...this.#copied(step.client, name, terms), ...example }
    const missing = [...terms.fields.required].filter(
      (field) => !(field in all) && !(terms.describesName && field === nameField),
    )
    if (missing.length === 0) return all
    const fields = missing.map(showKey).join(', ')
    throw mistake(
      `saying ${showKey(name)} for ${describeStep(step)}`,
      `nothing of the mock's says it, and the step gives no example of ${fields}, which ${showKey(name)} requires`,
      `Give the step an example: { ${showKey(missing[0] ?? '')}: … }`,
    )
  }

  /** Fields of the same name, from the message that this one is the answer to, or that it delivers. */
  #copied(client: string, name: string, terms: MessageTerms): Fields {
    for (const { by, isForAll, correlate } of sourcesOf(this.#contract, name)) {
      const said = this.#said.get(by)
      if (said === undefined || !(isForAll || said.client === client)) continue
      const copied = copiedFields(said.message, terms)
      const fields: Fields = typeof copied === 'object' ? { ...copied } : {}
      if (correlate === undefined) return fields
      const [question, answer] = correlate
      return { ...fields, [answer]: (said.message as Fields)[question] }
    }
    return {}
  }
}

interface Source {
  readonly by: string
  /** Whether others than the one who said it get the message. */
  readonly isForAll: boolean
  readonly correlate?: readonly [question: string, answer: string] | undefined
}

function sourcesOf(contract: CompiledContract | undefined, name: string): readonly Source[] {
  if (contract === undefined) return []
  const sources: Source[] = []
  for (const { join, leave, broadcast, barrier } of contract.groups.values()) {
    if (broadcast?.delivers === name) sources.push({ by: broadcast.by, isForAll: true })
    for (const asked of [join, leave, broadcast, barrier]) {
      if (asked?.ack === name) sources.push({ by: asked.by, isForAll: false })
    }
  }
  for (const [by, reply] of contract.replies) {
    const isAnswer = reply.with === name || (typeof reply.count === 'object' && reply.count.until === name)
    if (isAnswer) sources.push({ by, isForAll: false, correlate: reply.correlate })
  }
  return sources
}
