// Parley's own clients beside apps: connected to the mock directly, whatever network the apps are on.
import { DirectLink } from '../../transports/direct.ts'
import type { Dialled, Link, MockSide } from '../../transports/port.ts'
import type { DataFrame } from '../../wire/frame.ts'
import type { ConnectOptions } from '../../scenario/step.ts'
import { dialledUrl } from '../dialled-url.ts'
import type { DrivenArrival, DrivenClients, DrivenConnection } from '../driven/client-port.ts'
import { Feed } from '../driven/feed.ts'

/** A mock that can be reached without a network. */
export interface DirectlyReached {
  /** Connects a client. @throws MistakeError for a URL that this mock does not answer */
  dial(dialled: Dialled, link: Link): MockSide
}

/** @param urlFor what a client dials, without its query, its path parameters to be filled in; it may throw where that cannot be known */
export function ownClients(
  mock: DirectlyReached,
  urlFor: (client: string, handshake: ConnectOptions) => string,
): DrivenClients {
  const urlOf = (client: string, handshake: ConnectOptions): string =>
    dialledUrl(client, urlFor(client, handshake), handshake)
  return {
    urlOf,
    async connect(client, options) {
      const { protocols = [], headers = {} } = options
      const lower = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
      )
      const feed = new Feed()
      const link = new DirectLink({
        frame: (frame) => feed.put({ on: 'frame', frame }),
        closed: (code, reason) => feed.put({ on: 'closed', code, reason }),
      })
      // Whoever waits for it is told below.
      link.opened.catch(() => {})
      link.attach(mock.dial({ url: urlOf(client, options), protocols, headers: lower }, link))
      return new OwnConnection(link, feed, await link.opened)
    },
  }
}

class OwnConnection implements DrivenConnection {
  readonly protocol: string
  readonly #link: DirectLink
  readonly #feed: Feed

  constructor(link: DirectLink, feed: Feed, protocol: string) {
    this.#link = link
    this.#feed = feed
    this.protocol = protocol
  }

  receive(listener: (arrival: DrivenArrival) => void): void {
    this.#feed.receive(listener)
  }
  send(frame: DataFrame): void {
    this.#link.send(frame)
  }
  // What the mock makes of it is done when this returns.
  async ping(payload: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#link.send({ opcode: 'ping', payload })
  }
  close(code: number, reason: string): void {
    this.#link.leave(code, reason)
  }
  cut(): void {
    this.#link.vanish()
  }
}
