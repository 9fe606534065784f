// The WebSocket that an app gets in memory: the WHATWG interface, its arguments checked and converted. What it stands
// for is a Connection; this file owns no state of the protocol.
// Steps are those of https://websockets.spec.whatwg.org/#the-websocket-interface
import { byteLength } from '../../wire/frame.ts'
import type { Dialled, Link, MockSide } from '../port.ts'
import { isBadPort } from './bad-port.ts'
import { CLOSED, CLOSING, Connection, CONNECTING, OPEN, type RunInContext } from './connection.ts'
import { isBlob, isBufferSource, toBytes, toClampedUnsignedShort, toUSVString } from './conversions.ts'
import { EventHandlers, type HandledType, type Handler } from './event-handlers.ts'
import { defineConstants, exposeInterface } from './interface-object.ts'
import { type IsOurs, LetThrough, type WebSocketClass } from './let-through.ts'
import { MemoryLink } from './link.ts'
import type { Pump } from './pump.ts'
import type { Realm } from './realm.ts'
import { checkSubprotocols } from './subprotocols.ts'
import { toOffer } from './offer.ts'
import { parseSocketUrl } from './url-record.ts'

/** Who answers a connection. */
export interface Answer {
  readonly mock: MockSide
  /** The async context in which the socket's listeners run. Default: that of whatever set the network going. */
  readonly run?: RunInContext | undefined
}

/** Decides for one `new WebSocket(…)`: a mock answers, or a real socket is made. What it throws, the constructor throws. */
export type Connect = (dialled: Dialled, link: Link) => Answer | 'bypass'

export interface WebSocketClassOptions {
  readonly realm: Realm
  readonly pump: Pump
  readonly connect: Connect
  /** The class for what is let through. Called when it is needed: in Node the platform's own is slow to load. */
  readonly original?: (() => WebSocketClass) | undefined
}

/** Makes a `WebSocket` class whose sockets live on the pump's network. */
export function createWebSocketClass(options: WebSocketClassOptions): WebSocketClass {
  const { realm, pump, connect, original } = options
  const refuse = (message: string, name: string): DOMException => new realm.DOMException(message, name)
  let isOurs!: IsOurs

  class WebSocket extends realm.EventTarget {
    readonly #connection: Connection
    #handlers: EventHandlers | undefined

    static {
      isOurs = (value) => #connection in value
    }

    constructor(url: unknown, protocols: unknown = []) {
      super()
      requireArgument(arguments.length, 'WebSocket constructor')
      const urlText = toUSVString(url)
      const offer = toOffer(protocols, realm.takesOptions)
      const record = parseSocketUrl(urlText, realm.baseUrl(), refuse)
      checkSubprotocols(offer.protocols, refuse)

      const connection = new Connection(this, record, offer.protocols, realm, pump)
      this.#connection = connection
      if (isBadPort(record)) {
        connection.fail()
        return
      }
      const dialled: Dialled = { url: connection.url, ...offer }
      const answer = connect(dialled, new MemoryLink(connection))
      if (answer !== 'bypass') {
        connection.answeredBy(answer.mock, answer.run)
        return
      }
      // An iterator that has been run through would be empty the second time; options mean more there than here.
      const again = isIterable(protocols) ? offer.protocols : protocols
      return letThrough.construct(new.target, [urlText, again]) as unknown as WebSocket
    }

    get url(): string {
      return this.#connection.url
    }

    get readyState(): number {
      return this.#connection.readyState
    }

    get bufferedAmount(): number {
      return this.#connection.bufferedAmount
    }

    get onopen(): Handler {
      return this.#handler('open')
    }
    set onopen(handler: unknown) {
      this.#handle('open', handler)
    }

    get onerror(): Handler {
      return this.#handler('error')
    }
    set onerror(handler: unknown) {
      this.#handle('error', handler)
    }

    get onclose(): Handler {
      return this.#handler('close')
    }
    set onclose(handler: unknown) {
      this.#handle('close', handler)
    }

    get extensions(): string {
      // Nothing is compressed in memory. The connection is touched so that a stranger is refused, as everywhere.
      return this.#connection && ''
    }

    get protocol(): string {
      return this.#connection.protocol
    }

    // Both are optional by their defaults, so that the method's `length` is 0, as Web IDL has it.
    close(code: unknown = undefined, reason: unknown = undefined): void {
      const connection = this.#connection
      const codeSent = code === undefined ? undefined : toClampedUnsignedShort(code)
      const reasonSent = reason === undefined ? '' : toUSVString(reason)
      if (codeSent !== undefined && codeSent !== 1000 && !(codeSent >= 3000 && codeSent <= 4999)) {
        throw refuse(
          `The close code must be 1000, or from 3000 to 4999; ${codeSent} is neither.`,
          'InvalidAccessError',
        )
      }
      if (byteLength(reasonSent) > 123)
        throw refuse('The close reason must not exceed 123 UTF-8 bytes.', 'SyntaxError')
      // A close frame has no place for a reason without a code (RFC 6455 section 5.5.1).
      connection.close(codeSent ?? (reasonSent === '' ? undefined : 1000), reasonSent)
    }

    get onmessage(): Handler {
      return this.#handler('message')
    }
    set onmessage(handler: unknown) {
      this.#handle('message', handler)
    }

    get binaryType(): BinaryType {
      return this.#connection.binaryType
    }
    set binaryType(type: unknown) {
      const connection = this.#connection
      const given = String(type)
      // Web IDL 3.7.6: what is no value of the enumeration is ignored.
      if (given === 'blob' || given === 'arraybuffer') connection.binaryType = given
    }

    send(data: unknown): void {
      const connection = this.#connection
      requireArgument(arguments.length, 'WebSocket.send')
      const converted = toSendable(data, realm)
      if (connection.readyState === CONNECTING) {
        throw refuse('The connection is not open yet: wait for the open event.', 'InvalidStateError')
      }
      connection.send(converted)
    }

    #handler(type: HandledType): Handler {
      return this.#handlers?.get(type) ?? null
    }

    #handle(type: HandledType, handler: unknown): void {
      this.#handlers ??= new EventHandlers(this, realm.EventTarget.prototype)
      this.#handlers.set(type, handler)
    }
  }

  exposeInterface(WebSocket)
  realm.reportErrorsOf(WebSocket.prototype)
  defineConstants(WebSocket, { CONNECTING, OPEN, CLOSING, CLOSED })
  const ours = WebSocket as unknown as WebSocketClass
  const letThrough = new LetThrough(ours, isOurs, original)
  letThrough.recogniseInstances()
  return ours
}

function requireArgument(given: number, method: string): void {
  if (given === 0) throw new TypeError(`${method}: 1 argument required, but only 0 present.`)
}

function isIterable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

/** Web IDL's `(BufferSource or Blob or USVString)`; bytes are copied, since the caller may change them at once. */
function toSendable(data: unknown, realm: Realm): string | Uint8Array<ArrayBuffer> | Blob {
  if (typeof data === 'object' && data !== null) {
    if (isBufferSource(data)) return toBytes(data)
    if (isBlob(data, realm.Blob)) return data
  }
  return toUSVString(data)
}
