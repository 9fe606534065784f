// Connections that outlive a conversation: explored conversations follow each other on the same ones, as connecting takes
// longer than what is said. Who closes or cuts its connection in a conversation has a new one afterwards.
import type { DrivenArrival, DrivenClients, DrivenConnection } from '../run/driven/client-port.ts'
import type { ConnectOptions } from '../scenario/step.ts'

export class ConnectionPool implements DrivenClients {
  readonly #clients: DrivenClients
  /** By client: its connection, while nobody uses it. */
  readonly #idle = new Map<string, PooledConnection>()

  constructor(clients: DrivenClients) {
    this.#clients = clients
  }

  urlOf(client: string, options: ConnectOptions): string {
    return this.#clients.urlOf(client, options)
  }

  async connect(client: string, options: ConnectOptions, signal: AbortSignal): Promise<DrivenConnection> {
    const idle = this.#idle.get(client)
    this.#idle.delete(client)
    if (idle?.isOpen === true) return new Lease(idle, () => this.#idle.set(client, idle))
    const pooled = new PooledConnection(await this.#clients.connect(client, options, signal))
    return new Lease(pooled, () => this.#idle.set(client, pooled))
  }

  /** Closes what is open. */
  end(): void {
    for (const { connection, isOpen } of this.#idle.values()) if (isOpen) connection.close(1000, '')
    this.#idle.clear()
  }
}

class PooledConnection {
  readonly connection: DrivenConnection
  isOpen = true
  /** Who uses it now. What comes while nobody does is about a conversation that is over. */
  listener: ((arrival: DrivenArrival) => void) | undefined
  #isReceiving = false

  constructor(connection: DrivenConnection) {
    this.connection = connection
  }

  listen(listener: (arrival: DrivenArrival) => void): void {
    this.listener = listener
    if (this.#isReceiving) return
    this.#isReceiving = true
    this.connection.receive((arrival) => {
      if (arrival.on === 'closed') this.isOpen = false
      this.listener?.(arrival)
    })
  }
}

/** A connection for one conversation. */
class Lease implements DrivenConnection {
  readonly #pooled: PooledConnection
  readonly #giveBack: () => void

  constructor(pooled: PooledConnection, giveBack: () => void) {
    this.#pooled = pooled
    this.#giveBack = giveBack
  }

  get protocol(): string {
    return this.#pooled.connection.protocol
  }
  receive(listener: (arrival: DrivenArrival) => void): void {
    this.#pooled.listen(listener)
  }
  send(...[frame]: Parameters<DrivenConnection['send']>): void {
    this.#pooled.connection.send(frame)
  }
  async ping(payload: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#pooled.connection.ping?.(payload)
  }
  pause(): void {
    this.#pooled.connection.pause?.()
  }
  resume(): void {
    this.#pooled.connection.resume?.()
  }
  close(code: number, reason: string): void {
    this.#pooled.isOpen = false
    this.#pooled.connection.close(code, reason)
  }
  cut(): void {
    this.#pooled.isOpen = false
    this.#pooled.connection.cut?.()
  }
  leave(): void {
    this.#pooled.listener = undefined
    this.#giveBack()
  }
}
