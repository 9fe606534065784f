// Turns what an author tells a client to do into commands for the server it belongs to.
import type { ClientControl } from './client.ts'
import type { Connection } from './connection.ts'
import type { Post } from './effect.ts'
import type { Sendable } from './sendable.ts'

export class ConnectionControl<Link> implements ClientControl {
  readonly #connection: Connection<Link>
  readonly #post: Post<Link>

  constructor(connection: Connection<Link>, post: Post<Link>) {
    this.#connection = connection
    this.#post = post
  }

  get open(): boolean {
    return this.#connection.phase === 'open'
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
