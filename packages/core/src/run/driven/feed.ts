// What has come over one connection and was not asked for yet. Nobody who listens late misses anything.
import type { DrivenArrival } from './client-port.ts'

type Listener = (arrival: DrivenArrival) => void

export class Feed {
  #waiting: DrivenArrival[] = []
  #listener: Listener | undefined

  put(arrival: DrivenArrival): void {
    if (this.#listener === undefined) this.#waiting.push(arrival)
    else this.#listener(arrival)
  }

  /** Hands over what waits, and from then on what comes. */
  receive(listener: Listener): void {
    this.#listener = listener
    for (const arrival of this.#waiting.splice(0)) listener(arrival)
  }
}
