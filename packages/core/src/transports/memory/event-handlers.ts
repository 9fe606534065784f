// The `on…` attributes of a socket (HTML section 8.1.8.1, "Event handlers").

export type HandledType = 'open' | 'message' | 'error' | 'close'

/** What an attribute holds: a function, an object that is never called, or null. */
export type Handler = object | null

interface Slot {
  handler: object
  readonly listener: (event: Event) => void
}

/** The handlers of one socket; each is one listener among the others and keeps its place while it is replaced. */
export class EventHandlers {
  readonly #socket: EventTarget
  readonly #target: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>
  readonly #slots = new Map<HandledType, Slot>()

  /** @param target EventTarget's own methods: a subclass that replaces them does not replace what handlers do */
  constructor(socket: EventTarget, target: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>) {
    this.#socket = socket
    this.#target = target
  }

  get(type: HandledType): Handler {
    return this.#slots.get(type)?.handler ?? null
  }

  /** `[LegacyTreatNonObjectAsNull]`: whatever is no object means null, and an object that is no function is kept. */
  set(type: HandledType, value: unknown): void {
    const slot = this.#slots.get(type)
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
      if (slot === undefined) return
      this.#slots.delete(type)
      this.#target.removeEventListener.call(this.#socket, type, slot.listener)
      return
    }
    if (slot !== undefined) {
      slot.handler = value
      return
    }
    const added: Slot = {
      handler: value,
      listener: (event) => {
        const { handler } = added
        // What it returns would cancel the event, but no event of a socket can be cancelled.
        if (typeof handler === 'function') Reflect.apply(handler, this.#socket, [event])
      },
    }
    this.#slots.set(type, added)
    this.#target.addEventListener.call(this.#socket, type, added.listener)
  }
}
