// The inboxes of all clients: how far each connection is, and what came over it; or what came from them, where they are
// apps.
import { BugError } from '../errors.ts'
import type { CompiledContract } from '../contract/compiled.ts'
import type { Memory } from '../match/memory.ts'
import type { DataFrame, Direction } from '../wire/frame.ts'
import { Decoder, type MessageArrival } from './arrival.ts'
import { Inbox } from './inbox.ts'
import type { Observation } from './observation.ts'
import { type ActionStep, clientOf } from './step.ts'

export class Inboxes {
  readonly #inboxes = new Map<string, Inbox>()
  readonly #decoder: Decoder
  /** Whether messages that the contract does not know are as if they had not come. */
  readonly #ignoresUnknown: boolean

  constructor(
    clients: Iterable<string>,
    memory: Memory,
    contract: CompiledContract | undefined,
    direction: Direction = 'serverToClient',
  ) {
    this.#decoder = new Decoder(contract, direction)
    this.#ignoresUnknown = contract?.definition.unknownMessages === 'ignore'
    for (const client of clients) this.#inboxes.set(client, new Inbox(memory))
  }

  get clients(): readonly string[] {
    return [...this.#inboxes.keys()]
  }

  of(client: string): Inbox {
    const inbox = this.#inboxes.get(client)
    if (inbox === undefined) throw new BugError(`the scenario has no client ${client}`)
    return inbox
  }

  /** Whether anything waits that nobody expected. */
  hasUnexpected(): boolean {
    for (const inbox of this.#inboxes.values()) if (inbox.unexpected.length > 0) return true
    return false
  }

  /** Puts a message where it belongs. */
  put(client: string, frame: DataFrame): MessageArrival {
    const arrival = this.#decoder.arrivalOf(frame)
    if (arrival.name !== undefined || !this.#ignoresUnknown) this.of(client).put(arrival)
    return arrival
  }

  /** Puts what came where it belongs. */
  receive(observation: Extract<Observation, { readonly on: 'opened' | 'frame' | 'closed' }>): void {
    const inbox = this.of(observation.client)
    switch (observation.on) {
      case 'opened':
        inbox.phase = 'open'
        return
      case 'frame':
        this.put(observation.client, observation.frame)
        return
      case 'closed': {
        const { code, reason, isOwn } = observation
        inbox.phase = 'over'
        inbox.put({ kind: 'close', code, reason, isOwn })
      }
    }
  }

  /** Whether the step's client has the connection that it needs. */
  allow(step: ActionStep): boolean {
    const client = clientOf(step)
    if (client === undefined) return true
    const { phase } = this.of(client)
    return step.do === 'connect' ? phase === 'unconnected' || phase === 'over' : phase === 'open'
  }
}
