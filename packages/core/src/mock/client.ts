// A connection seen from the server: what rules and tests hold in their hands. Speaks through the owner of the mock.
import { checkMockClose } from '../wire/close-code.ts'
import { isBytes, copyBytes, utf8Bytes } from '../wire/frame.ts'
import { mistake } from '../errors.ts'
import type { Observable, Observed } from '../transcript/observed.ts'
import { NamedMessage } from './named-message.ts'
import type { Sendable } from './sendable.ts'
import type { State } from './state.ts'
import type { Handshake } from './handshake.ts'

/** What a client can be told to do; the owner of the mock carries it out at once. */
export interface ClientControl {
  send(message: Sendable): void
  close(code: number, reason: string): void
  cut(): void
  halfOpen(): void
  ping(payload: Uint8Array<ArrayBuffer>): void
  join(group: string): void
  leave(group: string): void
  readonly open: boolean
  /** What was sent and not taken by the client's end yet, in bytes. */
  readonly bufferedBytes: number
  readonly groups: ReadonlySet<string>
  observed(): Observed
}

/** One connection's far end, named. */
export class MockClient implements Handshake, Observable {
  readonly name: string
  #state: State | undefined
  readonly #handshake: Handshake
  readonly #control: ClientControl
  /** The subprotocol that was chosen, or `''`. */
  protocol: string = ''
  /** Whose connection it is, as the mock's option `user` found in the handshake; a rule that learns it later sets it. */
  user: string | undefined

  constructor(name: string, handshake: Handshake, control: ClientControl) {
    this.name = name
    this.#handshake = handshake
    this.#control = control
  }

  /** This connection's own memory, for rules. */
  get state(): State {
    return (this.#state ??= {})
  }

  /** For assertions. */
  get observed(): Observed {
    return this.#control.observed()
  }

  get url(): string {
    return this.#handshake.url
  }
  get params(): Readonly<Record<string, string>> {
    return this.#handshake.params
  }
  get query(): Readonly<Record<string, string>> {
    return this.#handshake.query
  }
  get headers(): Readonly<Record<string, string>> {
    return this.#handshake.headers
  }
  get cookies(): Readonly<Record<string, string>> {
    return this.#handshake.cookies
  }
  /** The subprotocols it offered. */
  get protocols(): readonly string[] {
    return this.#handshake.protocols
  }
  /** Whether messages can still reach it. */
  get open(): boolean {
    return this.#control.open
  }
  /** How many bytes were sent to it that its end has not taken yet: more than 0 for one that reads slowly, or not. */
  get bufferedBytes(): number {
    return this.#control.bufferedBytes
  }
  /** The groups it is a member of now, in the order it joined. */
  get groups(): readonly string[] {
    return [...this.#control.groups]
  }

  /**
   * Sends one message to this connection: text as it is, bytes as a binary frame, everything else as JSON.
   *
   * @throws MistakeError when the connection is gone or the message has no JSON form
   */
  send(message: Sendable): void
  // In a contract's words its type is ContractClient: there, a name and a message.
  send(...said: readonly [message: Sendable] | readonly [name: string, message: Sendable]): void {
    this.#mustBeOpen('send()')
    const [first] = said
    this.#control.send(said.length === 2 ? new NamedMessage(String(first), said[1]) : first)
  }

  /**
   * Closes this connection. Everything sent before arrives before.
   *
   * @param code default 1000; 1005: without a code @param reason at most 123 bytes of UTF-8, default empty
   * @throws MistakeError for a code or reason that cannot travel in a close frame (RFC 6455 section 7.4)
   */
  close(code = 1000, reason = ''): void {
    checkMockClose(`${this.name}.close(${code})`, code, reason)
    this.#control.close(code, reason)
  }

  /** Ends the connection without a close frame: the client sees 1006. */
  cut(): void {
    this.#control.cut()
  }

  /** From now on nothing is answered and nothing is sent, and the connection stays open. */
  halfOpen(): void {
    this.#control.halfOpen()
  }

  /** Sends a ping frame (RFC 6455 section 5.5.2); at most 125 bytes. */
  ping(payload: string | ArrayBuffer | ArrayBufferView = ''): void {
    this.#mustBeOpen('ping()')
    const bytes = isBytes(payload) ? copyBytes(payload) : utf8Bytes(payload)
    if (bytes.byteLength > 125) {
      throw mistake(
        'ping()',
        `the payload has ${bytes.byteLength} bytes and a control frame holds 125`,
        'Shorten it',
      )
    }
    this.#control.ping(bytes)
  }

  /** Makes this connection a member; joining twice is joining once. */
  join(group: string): void {
    this.#mustBeOpen(`join(${JSON.stringify(group)})`)
    this.#control.join(checkGroup('join()', group))
  }

  leave(group: string): void {
    this.#control.leave(checkGroup('leave()', group))
  }

  #mustBeOpen(attempted: string): void {
    if (this.#control.open) return
    throw mistake(
      `${this.name}.${attempted}`,
      'its connection is closed',
      'Take a connection that is open: await client()',
    )
  }
}

/** @throws MistakeError when a group's name is not a string */
export function checkGroup(attempted: string, group: unknown): string {
  if (typeof group === 'string' && group !== '') return group
  throw mistake(
    attempted,
    `the group is ${group === '' ? 'empty' : `${JSON.stringify(group) ?? String(group)}, not a string`}`,
    'Give the name of a group, or a function that returns one',
  )
}
