// Which rule answers what happened, as a connection's circumstances have it. What an author's predicate or schema
// throws while it is asked is recorded and reported; then no rule answers.
import type { Reading } from '../contract/reading.ts'
import type { Payload } from '../wire/frame.ts'
import type { Connection } from './connection.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Rule } from './rule.ts'
import type { Asker, Rulebook } from './rulebook.ts'
import type { RuleRunner } from './rule-runner.ts'

/** A rule about messages, and the message as its functions see it. */
export interface Answer {
  readonly rule: Rule
  readonly message: unknown
}

export class RuleFinder<Link> {
  readonly #rulebook: Rulebook
  readonly #runner: RuleRunner<Link>
  readonly #lifecycle: Lifecycle<Link>

  constructor(rulebook: Rulebook, runner: RuleRunner<Link>, lifecycle: Lifecycle<Link>) {
    this.#rulebook = rulebook
    this.#runner = runner
    this.#lifecycle = lifecycle
  }

  /** @param cause the `seq` of the entry that the handshake came after */
  forHandshake(connection: Connection<Link>, cause: number): Rule | undefined {
    return this.#judged(connection, cause, () =>
      this.#rulebook.find('connect', connection.handshake, this.#asker(connection)),
    )
  }

  /** @param cause the ping's `seq` */
  forPing(connection: Connection<Link>, payload: Uint8Array<ArrayBuffer>, cause: number): Rule | undefined {
    return this.#judged(connection, cause, () => this.#rulebook.findForPing(payload, this.#asker(connection)))
  }

  /**
   * @param reading what the mock's contract makes of it; undefined without one
   * @param cause the message's `seq`
   * @returns undefined where none fits, `failed` where a function threw
   */
  forMessage(
    connection: Connection<Link>,
    payload: Payload,
    reading: Reading | undefined,
    cause: number,
  ): Answer | 'failed' | undefined {
    try {
      return this.#rulebook.findForMessage(payload, reading, this.#asker(connection, payload))
    } catch (error) {
      this.#lifecycle.failed(connection, error, cause)
      return 'failed'
    }
  }

  /** @param cause the close entry's `seq` */
  forEnd(connection: Connection<Link>, cause: number): Rule | undefined {
    return this.#judged(connection, cause, () =>
      this.#rulebook.find('close', undefined, this.#asker(connection)),
    )
  }

  #judged<Found>(connection: Connection<Link>, cause: number, find: () => Found): Found | undefined {
    try {
      return find()
    } catch (error) {
      this.#lifecycle.failed(connection, error, cause)
      return undefined
    }
  }

  #asker(connection: Connection<Link>, payload?: Payload): Asker {
    const { handshake, messages } = connection
    return {
      handshake,
      messages,
      contextFor: (message) => this.#runner.contextOf(connection, message, payload),
    }
  }
}
