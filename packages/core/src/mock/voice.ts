// How the mock speaks: to one connection, to many, at an interval. What is said goes to the outbox, in order.
import { mistake } from '../errors.ts'
import { filledIn } from '../match/filled-in.ts'
import { Memory } from '../match/memory.ts'
import { jsonCodec } from '../wire/codec.ts'
import type { DataFrame } from '../wire/frame.ts'
import type { NamedAudience } from './audience.ts'
import type { Audiences } from './audiences.ts'
import type { Connection } from './connection.ts'
import type { Inspector } from './inspector.ts'
import { isNamedMessage, NamedMessage } from './named-message.ts'
import type { Outbox } from './outbox.ts'
import type { Output } from './output.ts'

/** A stream that runs: what its nth message is, how often and how many. */
interface Stream {
  readonly everyMs: number
  readonly times: number
  readonly item: (n: number) => unknown
}

/** A shared stream that has said all it had to say: it is not begun again by who comes late. */
const OVER = 'over'

export class Voice<Link> {
  readonly #output: Output<Link>
  readonly #outbox: Outbox<Link>
  readonly #audiences: Audiences<Link>
  readonly #inspector: Inspector<Link> | undefined
  readonly #onError: (connection: Connection<Link>, error: unknown, cause: number) => void
  /** For matchers in what it says: `unique` and `increasing` give another example each time. */
  readonly #memory = new Memory()
  /** Timers of the shared streams, by name. */
  readonly #shared = new Map<string, number | typeof OVER>()

  /**
   * @param inspector undefined for a mock without a contract
   * @param onError called when the author's function for a stream's item throws
   */
  constructor(
    output: Output<Link>,
    outbox: Outbox<Link>,
    audiences: Audiences<Link>,
    inspector: Inspector<Link> | undefined,
    onError: (connection: Connection<Link>, error: unknown, cause: number) => void,
  ) {
    this.#output = output
    this.#outbox = outbox
    this.#audiences = audiences
    this.#inspector = inspector
    this.#onError = onError
  }

  /** @throws MistakeError when the message has no form on the wire */
  send(connection: Connection<Link>, message: unknown, cause: number | undefined, group?: string): void {
    const frame = this.#frameOf(message)
    const isHeard = connection.phase === 'open' && !connection.isHalfOpen
    this.#outbox.send(connection, frame, cause, group)
    if (isHeard) this.#inspector?.outgoing(connection.name, frame, this.#output.recorder.length)
  }

  /** @throws MistakeError when the message has no form on the wire */
  broadcast(message: unknown, audience: NamedAudience, cause: number | undefined): void {
    const frame = this.#frameOf(message)
    const connections = this.#audiences.reached(audience)
    const recipients = connections.map(({ name }) => name)
    const { groups, users, path, clients, except } = audience
    const seq = this.#output.record({
      kind: 'broadcast',
      seq: 0,
      at: this.#output.at,
      cause,
      opcode: frame.opcode,
      payload: this.#output.redactPayload(frame.payload),
      groups,
      users,
      path: path?.text,
      clients,
      except,
      recipients,
    })
    this.#outbox.fanOut(connections, recipients, frame, seq, groups?.[0])
    this.#inspector?.outgoing(undefined, frame, seq)
  }

  #frameOf(message: unknown): DataFrame {
    if (!isNamedMessage(message)) return jsonCodec.encode(filledIn(message, this.#memory))
    const { name } = message
    const said = new NamedMessage(name, filledIn(message.message, this.#memory))
    if (this.#inspector !== undefined) return this.#inspector.frameOf(said)
    throw mistake(`sending ${name}`, 'the mock has no contract', 'Give it one: mock(contract, rules)')
  }

  heartbeat(
    connection: Connection<Link>,
    opcode: 'ping' | 'pong',
    payload: Uint8Array<ArrayBuffer>,
    cause: number | undefined,
  ): void {
    if (connection.phase !== 'open' || connection.isHalfOpen) return
    this.#output.record({
      kind: opcode,
      seq: 0,
      at: this.#output.at,
      cause,
      client: connection.name,
      direction: 'serverToClient',
      payload,
    })
    this.#output.effect({ do: 'deliver', link: connection.link, frame: { opcode, payload } })
  }

  /** Starts a stream; one of the same name starts afresh. */
  startStream(connection: Connection<Link>, name: string, plan: Stream, cause: number): void {
    this.stopStream(connection, name)
    if (connection.phase !== 'open') return
    const streams = (connection.streams ??= new Map())
    let n = 0
    const next = (): void => {
      streams.delete(name)
      try {
        const message = plan.item(n)
        if (message !== undefined) this.send(connection, message, cause)
      } catch (error) {
        this.#onError(connection, error, cause)
        return
      }
      n++
      if (n < plan.times) set()
    }
    const set = (): void => {
      streams.set(
        name,
        this.#output.setEndlessTimer(plan.everyMs, next, `the stream '${name}'`, connection.name),
      )
    }
    set()
  }

  /**
   * Starts a stream for many, unless one of that name was started before: whoever joins the audience later gets it from
   * where it is.
   *
   * @param starter who is told when the author's function throws
   */
  startSharedStream(
    starter: Connection<Link>,
    name: string,
    plan: Stream,
    audience: NamedAudience,
    cause: number,
  ): void {
    if (this.#shared.has(name)) return
    let n = 0
    const next = (): void => {
      this.#shared.set(name, OVER)
      try {
        this.#share(plan.item(n), audience, cause)
      } catch (error) {
        this.#onError(starter, error, cause)
        return
      }
      n++
      if (n < plan.times) set()
    }
    const set = (): void => {
      this.#shared.set(name, this.#output.setEndlessTimer(plan.everyMs, next, `the shared stream '${name}'`))
    }
    set()
  }

  /** Says one item of a shared stream. While nobody is there it goes on, and nothing is recorded. */
  #share(item: unknown, audience: NamedAudience, cause: number): void {
    if (item === undefined) return
    const recipients = this.#audiences.reached(audience)
    if (recipients.length === 0) return
    if (typeof item !== 'function') return this.broadcast(item, audience, cause)
    for (const connection of recipients) {
      // An item that is a function is one of the recipient: SharedItem says so where it is written.
      const message = (item as (client: unknown) => unknown)(connection.client)
      if (message !== undefined) this.send(connection, message, cause, audience.groups?.[0])
    }
  }

  /** Ends a stream for many; it can be started afresh. */
  stopSharedStream(name: string): void {
    const timer = this.#shared.get(name)
    this.#shared.delete(name)
    if (typeof timer === 'number') this.#output.cancelTimer(timer)
  }

  stopStream(connection: Connection<Link>, name: string): void {
    const timer = connection.streams?.get(name)
    if (timer === undefined) return
    connection.streams?.delete(name)
    this.#output.cancelTimer(timer)
  }

  stopStreams(connection: Connection<Link>): void {
    if (connection.streams === undefined) return
    for (const name of connection.streams.keys()) this.stopStream(connection, name)
  }
}
