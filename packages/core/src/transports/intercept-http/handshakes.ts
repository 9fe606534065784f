// The handshakes that are on their way: asked for, and not yet answered at the client. Owns who waits for them.
import type { Pump } from '../memory/pump.ts'

/** One that is on its way; what is in it is called when it no longer is. */
type Handshake = Set<() => void>

export class Handshakes {
  readonly #pump: Pump
  readonly #onTheirWay = new Set<Handshake>()

  constructor(pump: Pump) {
    this.#pump = pump
  }

  /** One more. Call what is returned when the client has the answer, or is not to be waited for; again, it does nothing. */
  begin(): () => true {
    const handshake: Handshake = new Set([this.#pump.hold()])
    this.#onTheirWay.add(handshake)
    return () => {
      if (this.#onTheirWay.delete(handshake)) for (const each of handshake) each()
      return true
    }
  }

  /** Calls back when those that are on their way now no longer are. */
  whenAnswered(callback: () => void): void {
    let waiting = this.#onTheirWay.size
    if (waiting === 0) {
      callback()
      return
    }
    const answered = (): void => {
      if (--waiting === 0) callback()
    }
    for (const handshake of this.#onTheirWay) handshake.add(answered)
  }
}
