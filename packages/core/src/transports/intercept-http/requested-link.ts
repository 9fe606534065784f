// The mock's end of a connection from the call of `http.request` on: keeps what the mock says until the client's request
// has come in, then hands it to the link that carries it.
import type { Frame } from '../../wire/frame.ts'
import { ABNORMAL } from '../../wire/close-code.ts'
import type { Dialled, Link, MockSide } from '../port.ts'

/** A link that gathers what it has to write. */
export interface WireLink extends Link {
  /** Writes what was delivered so far. */
  flush(): void
}

export class RequestedLink implements Link {
  readonly dialled: Dialled
  #onAnswered: (() => void) | undefined
  #mock: MockSide | undefined
  #wire: WireLink | undefined
  #said: ((wire: WireLink) => void)[] = []

  constructor(dialled: Dialled) {
    this.dialled = dialled
  }

  /**
   * Tells who answers.
   *
   * @param onAnswered called when the answer to the handshake is on its way, and when none is to be expected; maybe again
   */
  answeredBy(mock: MockSide, onAnswered: () => void): void {
    this.#mock = mock
    this.#onAnswered = onAnswered
  }

  /** The client's request is here. Returns who hears what the client says. */
  arrive(wire: WireLink): MockSide {
    this.#wire = wire
    const said = this.#said
    this.#said = []
    for (const each of said) each(wire)
    this.#onAnswered?.()
    return this.#side
  }

  /** The connection is gone; before the client's request came in there is no other link to tell the mock. */
  gone(): void {
    this.#onAnswered?.()
    if (this.#wire === undefined) this.#mock?.closed(ABNORMAL, '')
  }

  accept(protocol: string): void {
    this.#say((wire) => {
      wire.accept(protocol)
      // At once: what the mock says next is behind the answer.
      this.#onAnswered?.()
    })
  }

  reject(status: number, reason: string): void {
    this.#say((wire) => wire.reject(status, reason))
  }

  // Each frame is a write of its own, so that it arrives in a turn of its own, as everything in memory does.
  deliver(frame: Frame): void {
    this.#say((wire) => {
      wire.deliver(frame)
      wire.flush()
    })
  }

  close(code: number, reason: string): void {
    this.#say((wire) => wire.close(code, reason))
  }

  cut(): void {
    this.#say((wire) => wire.cut())
  }

  get #side(): MockSide {
    return this.#mock ?? NOBODY
  }

  #say(what: (wire: WireLink) => void): void {
    if (this.#wire === undefined) this.#said.push(what)
    else what(this.#wire)
  }
}

const NOBODY: MockSide = { frame() {}, closing() {}, closed() {} }
