// MessageEvent and CloseEvent for a realm that has none, or has slow ones: Node takes 3 µs for a MessageEvent, and 20 ms
// for the first, because it loads its HTTP client for it.
import { exposeInterface } from './interface-object.ts'

type MessageEventClass = new (type: string, init?: MessageEventInit) => Event
type CloseEventClass = new (type: string, init?: CloseEventInit) => Event

/** The two classes of events that WebSocket fires beside Event itself. */
export interface SocketEvents {
  readonly MessageEvent: MessageEventClass
  readonly CloseEvent: CloseEventClass
}

const noPorts: readonly MessagePort[] = Object.freeze([])

/** Makes both upon a realm's own Event. */
export function createSocketEvents(Base: typeof Event): SocketEvents {
  // HTML section 9.1. Only what a socket fires is exact: `ports` are those given, without a check of each.
  class MessageEvent extends Base {
    readonly #data: unknown
    readonly #origin: string
    readonly #lastEventId: string
    readonly #source: unknown
    readonly #ports: readonly unknown[]

    constructor(type: string, init: MessageEventInit = {}) {
      super(type, init)
      this.#data = init.data === undefined ? null : init.data
      this.#origin = init.origin ?? ''
      this.#lastEventId = init.lastEventId ?? ''
      this.#source = init.source ?? null
      this.#ports = init.ports === undefined ? noPorts : Object.freeze([...init.ports])
    }

    get data(): unknown {
      return this.#data
    }
    get origin(): string {
      return this.#origin
    }
    get lastEventId(): string {
      return this.#lastEventId
    }
    get source(): unknown {
      return this.#source
    }
    get ports(): readonly unknown[] {
      return this.#ports
    }
  }

  // WHATWG websockets, "The CloseEvent interface".
  class CloseEvent extends Base {
    readonly #wasClean: boolean
    readonly #code: number
    readonly #reason: string

    constructor(type: string, init: CloseEventInit = {}) {
      super(type, init)
      this.#wasClean = init.wasClean ?? false
      this.#code = init.code ?? 0
      this.#reason = init.reason ?? ''
    }

    get wasClean(): boolean {
      return this.#wasClean
    }
    get code(): number {
      return this.#code
    }
    get reason(): string {
      return this.#reason
    }
  }

  exposeInterface(MessageEvent)
  exposeInterface(CloseEvent)
  return { MessageEvent, CloseEvent }
}
