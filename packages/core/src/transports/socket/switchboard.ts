// Which mock of a server an upgrade is for, by its path. Knows neither sockets nor rules.
import { mistake } from '../../errors.ts'
import type { UrlMatcher } from '../../mock/url-pattern.ts'
import type { Dialled, Link, MockSide } from '../port.ts'
import type { SocketNetwork } from './network.ts'

/** A mock on a path. */
export interface Mounted {
  /** Undefined: every path that no other mock has. */
  readonly url: UrlMatcher | undefined
  /** The sockets that its clients are on. */
  readonly network: SocketNetwork
  connect(dialled: Dialled, params: Readonly<Record<string, string>>, link: Link): MockSide
}

/** A mock and what its path's parameters are in one URL. */
export interface Found {
  readonly mounted: Mounted
  readonly params: Readonly<Record<string, string>>
}

const NO_PARAMS: Readonly<Record<string, string>> = Object.freeze({})

export class Switchboard {
  readonly #mounted: Mounted[] = []

  /** Adds a mock; those added first are asked first. @throws MistakeError when its path has one already */
  mount(attempted: string, mounted: Mounted): () => void {
    const text = mounted.url?.text
    if (this.#mounted.some((other) => other.url?.text === text)) {
      throw mistake(
        attempted,
        text === undefined ? 'another mock has every path' : `${text} has a mock already`,
        'Give each mock a path of its own',
      )
    }
    this.#mounted.push(mounted)
    return () => {
      const index = this.#mounted.indexOf(mounted)
      if (index !== -1) this.#mounted.splice(index, 1)
    }
  }

  get isEmpty(): boolean {
    return this.#mounted.length === 0
  }

  /** The paths, for messages. */
  get paths(): readonly string[] {
    return this.#mounted.map(({ url }) => url?.text ?? '*')
  }

  find(url: string): Found | undefined {
    for (const mounted of this.#mounted) {
      const params = mounted.url?.match(url)
      if (params !== undefined) return { mounted, params }
    }
    const everything = this.#mounted.find((mounted) => mounted.url === undefined)
    return everything === undefined ? undefined : { mounted: everything, params: NO_PARAMS }
  }
}
