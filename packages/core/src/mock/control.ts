// Turns what an author tells a client to do into commands for the server it belongs to.
import { mistake } from '../errors.ts'
import type { Observed } from '../transcript/observed.ts'
import type { ClientControl } from './client.ts'
import type { Connection } from './connection.ts'
import type { Post } from './effect.ts'
import type { Sendable } from './sendable.ts'

export class ConnectionControl<Link> implements ClientControl {
  readonly #connection: Connection<Link>
  readonly #post: Post<Link>

  readonly #observe: ((client: string) => Observed) | undefined
  readonly #bufferedBytes: (link: Link) => number

  constructor(
    connection: Connection<Link>,
    post: Post<Link>,
    bufferedBytes: (link: Link) => number,
    observe?: (client: string) => Observed,
  ) {
    this.#connection = connection
    this.#post = post
    this.#observe = observe
    this.#bufferedBytes = bufferedBytes
  }

  observed(): Observed {
    if (this.#observe !== undefined) return this.#observe(this.#connection.name)
    throw mistake(
      `asserting on ${this.#connection.name}`,
      'it belongs to a simulation, whose transcript is complete when it is over',
      'Assert on the report of simulate()',
    )
  }

  get open(): boolean {
    return this.#connection.phase === 'open'
  }
  get bufferedBytes(): number {
    return this.#bufferedBytes(this.#connection.link)
  }
  get groups(): ReadonlySet<string> {
    return this.#connection.groups
  }
  send(message: Sendable): void {
    this.#post({ do: 'send', connection: this.#connection, message })
  }
  close(code: number, reason: string): void {
    this.#post({ do: 'close', connection: this.#connection, code, reason })
  }
  cut(): void {
    this.#post({ do: 'cut', connection: this.#connection })
  }
  halfOpen(): void {
    this.#post({ do: 'halfOpen', connection: this.#connection })
  }
  ping(payload: Uint8Array<ArrayBuffer>): void {
    this.#post({ do: 'ping', connection: this.#connection, payload })
  }
  join(group: string): void {
    this.#post({ do: 'join', connection: this.#connection, group })
  }
  leave(group: string): void {
    this.#post({ do: 'leave', connection: this.#connection, group })
  }
}
