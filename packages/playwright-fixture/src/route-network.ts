// The routes of one mock, as the network that its clients are on: which links there are, and when nothing is in flight.
import { setTimeout } from 'node:timers/promises'
import type { FanOut, Network } from '@parley-ws/core/runner'
import type { RouteLink } from './route-link.ts'

/** How long, in ms, a page may take to show what was sent: one that stands at a breakpoint never does. */
const PATIENCE_MS = 1_000

export class RouteNetwork implements Network {
  readonly #links = new Set<RouteLink>()

  readonly fanOut: FanOut = (links, frame) => {
    for (const link of links) link.deliver(frame)
  }

  add(link: RouteLink): void {
    this.#links.add(link)
  }

  remove(link: RouteLink): void {
    this.#links.delete(link)
  }

  async idle(): Promise<void> {
    await Promise.all(Array.from(this.#links, (link) => link.arrived()))
  }

  afterArrival(callback: () => void): void {
    void this.#arrived(callback)
  }

  async #arrived(callback: () => void): Promise<void> {
    const patience = new AbortController()
    const given = setTimeout(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => {})
    await Promise.race([this.idle(), given])
    patience.abort()
    callback()
  }
}
