// One rule being carried out for one connection: how far it is, and what its functions are given.
import { type HandlerAudience, namedAudience } from './audience.ts'
import type { Sendable } from './sendable.ts'
import { checkMockClose } from '../wire/close-code.ts'
import { checkGroup, type MockClient } from './client.ts'
import type { Connection } from './connection.ts'
import type { Post } from './effect.ts'
import type { CloseContext, HandlerContext } from './context.ts'
import type { Payload } from '../wire/frame.ts'
import type { State } from './state.ts'
import { checkDelay, type Rule } from './rule.ts'

/** What every run of a mock's rules shares. */
export interface Surroundings<Link> {
  readonly state: State
  readonly post: Post<Link>
  /** The time of day on the mock's clock. */
  readonly date: () => number
}

export class RuleRun<Link> implements HandlerContext, CloseContext {
  readonly connection: Connection<Link>
  readonly rule: Rule
  /** The `seq` of the entry that set it off: the cause of all it brings about. */
  readonly cause: number
  /** The next action. */
  index = 0
  /** How many `delay()`s of its handler are running. */
  sleeping = 0
  /** Nothing waits for it. */
  isAside = false
  readonly message: never
  readonly payload: Payload | undefined
  readonly messageNumber: number
  readonly #surroundings: Surroundings<Link>

  constructor(
    connection: Connection<Link>,
    rule: Rule,
    cause: number,
    message: unknown,
    payload: Payload | undefined,
    surroundings: Surroundings<Link>,
  ) {
    this.connection = connection
    this.rule = rule
    this.cause = cause
    // The rule's pattern has just matched this message, which is what its functions' types rest on.
    this.message = message as never
    this.payload = payload
    this.messageNumber = connection.messages
    this.#surroundings = surroundings
  }

  get state(): State {
    return this.#surroundings.state
  }
  get now(): number {
    return this.#surroundings.date()
  }

  /** The same for a handler that runs beside the rule. */
  aside(): RuleRun<Link> {
    const { connection, rule, cause, message, payload } = this
    const aside = new RuleRun(connection, rule, cause, message, payload, this.#surroundings)
    aside.isAside = true
    return aside
  }

  get client(): MockClient {
    return this.connection.client
  }
  get signal(): AbortSignal {
    return this.connection.signal
  }
  get code(): number {
    return this.connection.end?.code ?? 0
  }
  get reason(): string {
    return this.connection.end?.reason ?? ''
  }
  get groups(): readonly string[] {
    return this.connection.end?.groups ?? [...this.connection.groups]
  }

  // Arrow functions, so that handlers may take them out of the context: run(async ({ reply }) => …).
  readonly reply = (message: Sendable): void => {
    this.#surroundings.post({ do: 'send', connection: this.connection, message }, this.cause)
  }
  readonly broadcast = (message: Sendable, audience: HandlerAudience = {}): void => {
    this.#surroundings.post(
      {
        do: 'broadcast',
        message,
        audience: namedAudience('broadcast() in a handler', audience, this.connection.name),
      },
      this.cause,
    )
  }
  readonly join = (group: string): void => {
    this.#surroundings.post(
      { do: 'join', connection: this.connection, group: checkGroup('join() in a handler', group) },
      this.cause,
    )
  }
  readonly leave = (group: string): void => {
    this.#surroundings.post(
      { do: 'leave', connection: this.connection, group: checkGroup('leave() in a handler', group) },
      this.cause,
    )
  }
  readonly close = (code = 1000, reason = ''): void => {
    checkMockClose(`close(${code}) in a handler`, code, reason)
    this.#surroundings.post({ do: 'close', connection: this.connection, code, reason }, this.cause)
  }
  readonly delay = (ms: number): Promise<void> => {
    checkDelay(`delay(${String(ms)}) in a handler`, ms)
    this.sleeping++
    return new Promise((resolve) => {
      const wake = (): void => {
        this.sleeping--
        resolve()
      }
      const what = `the delay() in the handler of ${this.rule.text}`
      this.#surroundings.post({ do: 'wake', connection: this.connection, what, ms, wake }, this.cause)
    })
  }
}
