// Clients that speak the wire protocol over TCP: everything a scenario can ask of a client, to any server.
import { MistakeError } from '../../errors.ts'
import type { ClientStep, ConnectOptions } from '../../scenario/step.ts'
import type { DataFrame } from '../../wire/frame.ts'
import { connectWs, type ConnectWsOptions, type WsConnection } from '../connect-ws.ts'
import { dialledUrl } from '../dialled-url.ts'
import type { DrivenArrival, DrivenClients, DrivenConnection, Objection } from './client-port.ts'

/** How all clients connect; the scenario's `connect` adds its own. */
export type WsClientsOptions = Omit<ConnectWsOptions, 'protocols'>

/**
 * Clients for `drive` that connect to a real server.
 *
 * @param url `ws:` or `wss:`; a client's path parameters (`:room`) are filled in, its query is added
 * @param options the headers of all, the time a handshake may take (`timeoutMs`, default 1,000), `tls`
 */
export function wsClients(url: string | URL, options: WsClientsOptions = {}): DrivenClients {
  const urlOf = (client: string, own: ConnectOptions): string => dialledUrl(client, String(url), own)
  return {
    urlOf,
    objectionTo,
    async connect(client, handshake) {
      const { protocols, headers } = handshake
      const own = { ...options, protocols, headers: { ...options.headers, ...headers } }
      return new WireConnection(await connectWs(urlOf(client, handshake), own))
    },
  }
}

function objectionTo(step: ClientStep): Objection | undefined {
  if (step.do !== 'ping' || decoded(step.payload) !== undefined) return undefined
  return { why: 'the payload is no UTF-8 text', remedy: 'Give the ping a text' }
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

class WireConnection implements DrivenConnection {
  readonly #connection: WsConnection

  constructor(connection: WsConnection) {
    this.#connection = connection
  }

  get protocol(): string {
    return this.#connection.protocol
  }

  receive(listener: (arrival: DrivenArrival) => void): void {
    void this.#receive(listener)
  }

  send({ payload }: DataFrame): void {
    try {
      this.#connection.send(payload)
    } catch (error) {
      // The server has closed, and the end is on its way here: nothing can be sent any more, which is no mistake.
      if (!(error instanceof MistakeError)) throw error
    }
  }

  async ping(payload: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#connection.ping(decoded(payload))
  }

  pause(): void {
    this.#connection.pause()
  }

  resume(): void {
    this.#connection.resume()
  }

  close(code: number, reason: string): void {
    void this.#connection.close(code, reason)
  }

  cut(): void {
    this.#connection.terminate()
  }

  async #receive(listener: (arrival: DrivenArrival) => void): Promise<void> {
    for (;;) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- what comes is handed over one after the other
      const arrival = await this.#connection.next({ timeoutMs: Infinity })
      listener(arrival)
      if (arrival.on === 'closed') return
    }
  }
}
