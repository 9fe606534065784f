// How a connection begins and ends: the handshake, both sides' close frames, the abrupt end (RFC 6455 sections 4 and 7).
// Phases only ever move forward: opening → open → closing → closed.
import { mistake } from '../errors.ts'
import type { Redaction } from '../transcript/redaction.ts'
import { ABNORMAL } from '../wire/close-code.ts'
import type { Audiences } from './audiences.ts'
import type { Connection } from './connection.ts'
import type { Inspector } from './inspector.ts'
import type { Outbox } from './outbox.ts'
import type { Output } from './output.ts'

export class Lifecycle<Link> {
  readonly #output: Output<Link>
  readonly #outbox: Outbox<Link>
  readonly #audiences: Audiences<Link>
  readonly #redaction: Redaction
  readonly #inspector: Inspector<Link> | undefined
  readonly #onOpen: (connection: Connection<Link>) => void
  readonly #onEnd: (connection: Connection<Link>, seq: number) => void

  /**
   * @param inspector undefined for a mock without a contract
   * @param onOpen called when a handshake is completed
   * @param onEnd called once for each connection that was open, when it has ended; `seq` is its close entry's
   */
  constructor(
    output: Output<Link>,
    outbox: Outbox<Link>,
    audiences: Audiences<Link>,
    redaction: Redaction,
    inspector: Inspector<Link> | undefined,
    onOpen: (connection: Connection<Link>) => void,
    onEnd: (connection: Connection<Link>, seq: number) => void,
  ) {
    this.#output = output
    this.#outbox = outbox
    this.#audiences = audiences
    this.#redaction = redaction
    this.#inspector = inspector
    this.#onOpen = onOpen
    this.#onEnd = onEnd
  }

  /**
   * Completes the handshake. Returns false where that was not possible.
   *
   * @param chosen the subprotocol; by default the first that was offered, of those that the contract names
   */
  accept(connection: Connection<Link>, chosen: string | undefined): boolean {
    if (connection.phase !== 'opening') return connection.phase === 'open'
    const { protocols, url, headers } = connection.handshake
    const protocol = chosen ?? this.#inspector?.chooseProtocol(protocols) ?? protocols[0] ?? ''
    if (protocol !== '' && !protocols.includes(protocol)) {
      this.report(
        connection,
        notOffered(connection.name, protocol, this.#redaction.redactProtocols(protocols)),
      )
      this.reject(connection, 500, 'subprotocol not offered')
      return false
    }
    connection.phase = 'open'
    connection.client.protocol = protocol
    const seq = this.#output.record({
      kind: 'open',
      seq: 0,
      at: this.#output.at,
      client: connection.name,
      url: this.#redaction.redactUrl(url),
      protocol: protocol === '' ? '' : (this.#redaction.redactProtocols([protocol])[0] ?? ''),
      offered: protocols.length === 0 ? undefined : this.#redaction.redactProtocols(protocols),
      headers: isEmpty(headers) ? undefined : this.#redaction.redactHeaders(headers),
    })
    if (chosen !== undefined) this.#inspector?.accepting(connection.name, chosen, seq)
    this.#output.effect({ do: 'accept', link: connection.link, protocol, client: connection.client })
    this.#onOpen(connection)
    return true
  }

  /** Returns the `seq` of the refusal; undefined where the handshake is over. */
  reject(connection: Connection<Link>, status: number, reason: string): number | undefined {
    if (connection.phase !== 'opening') return undefined
    this.#gone(connection)
    const seq = this.#output.record({
      kind: 'reject',
      seq: 0,
      at: this.#output.at,
      client: connection.name,
      url: this.#redaction.redactUrl(connection.handshake.url),
      status,
      reason,
    })
    this.#output.effect({ do: 'reject', link: connection.link, status, reason })
    return seq
  }

  /** Refuses as the author says. */
  refuse(connection: Connection<Link>, status: number, reason: string): void {
    const seq = this.reject(connection, status, reason)
    if (seq !== undefined) this.#inspector?.refusing(connection.name, status, seq)
  }

  /** The client sent a close frame: it is answered, whatever rules are still at work. */
  closing(connection: Connection<Link>, code: number, reason: string): void {
    // The answer to the server's own close frame ends nothing that has not ended; a half-open server does not answer.
    if (connection.phase !== 'open' || connection.isHalfOpen) return
    const seq = this.#output.record({
      kind: 'close',
      seq: 0,
      at: this.#output.at,
      client: connection.name,
      direction: 'clientToServer',
      code,
      reason,
      clean: true,
    })
    connection.phase = 'closing'
    this.#output.effect({ do: 'close', link: connection.link, code, reason })
    this.#ended(connection, code, reason, seq)
  }

  /** The connection is gone. */
  closed(connection: Connection<Link>, code: number, reason: string): void {
    const { phase } = connection
    if (phase === 'closed') return
    this.#gone(connection)
    if (phase === 'opening') connection.abort()
    // After a close handshake the end is recorded already.
    if (phase === 'open') this.#broken(connection, code, reason, undefined)
  }

  /** The server closes. Everything said before arrives before. @throws MistakeError before the handshake is completed */
  close(connection: Connection<Link>, code: number, reason: string, cause: number | undefined): void {
    if (connection.phase === 'opening') {
      throw mistake(
        `closing ${connection.name} with ${code}`,
        'its handshake is not completed yet',
        'Write .accept() before .close(), or refuse it with .reject(status)',
      )
    }
    if (connection.phase !== 'open') return
    const seq = this.#close(connection, code, reason, cause)
    this.#inspector?.closing(connection.name, code, seq)
  }

  /** Returns the `seq` of the newest entry then. */
  #close(connection: Connection<Link>, code: number, reason: string, cause: number | undefined): number {
    this.#outbox.close(connection, code, reason, cause)
    connection.phase = 'closing'
    const seq = this.#output.recorder.length
    this.#ended(connection, code, reason, seq)
    return seq
  }

  /** The server is gone without a close frame. */
  cut(connection: Connection<Link>, cause: number | undefined): void {
    const { phase } = connection
    if (phase === 'closed') return
    this.#gone(connection)
    this.#output.effect({ do: 'cut', link: connection.link })
    if (phase === 'open') this.#broken(connection, ABNORMAL, '', cause)
  }

  /** Something of the author's threw: the test fails with that error, the connection ends with 1011. */
  failed(connection: Connection<Link>, error: unknown, cause: number): void {
    this.report(connection, error, cause)
    if (connection.phase === 'opening') this.reject(connection, 500, 'internal error')
    else if (connection.phase === 'open') this.#close(connection, 1011, 'internal error', cause)
  }

  report(connection: Connection<Link>, error: unknown, cause?: number): void {
    const message = error instanceof Error ? error.message : String(error)
    this.#output.record({
      kind: 'error',
      seq: 0,
      at: this.#output.at,
      cause,
      client: connection.name,
      message,
    })
    this.#output.effect({ do: 'report', severity: 'error', error })
  }

  #broken(connection: Connection<Link>, code: number, reason: string, cause: number | undefined): void {
    const seq = this.#output.record({
      kind: 'close',
      seq: 0,
      at: this.#output.at,
      cause,
      client: connection.name,
      code,
      reason,
      clean: false,
    })
    this.#ended(connection, code, reason, seq)
  }

  #gone(connection: Connection<Link>): void {
    connection.phase = 'closed'
    this.#audiences.connections.delete(connection)
  }

  /** Membership ends with the connection. */
  #ended(connection: Connection<Link>, code: number, reason: string, seq: number): void {
    connection.end = { code, reason, groups: [...connection.groups] }
    for (const group of connection.end.groups) this.#audiences.leave(connection, group, seq)
    connection.abort()
    this.#onEnd(connection, seq)
  }
}

function notOffered(client: string, protocol: string, protocols: readonly string[]): Error {
  return mistake(
    `accepting ${client} with the subprotocol ${JSON.stringify(protocol)}`,
    `the client did not offer it (offered: ${protocols.length === 0 ? 'none' : protocols.join(', ')})`,
    'Choose one that was offered; the client would refuse another (RFC 6455 section 4.1)',
  )
}

function isEmpty(record: object): boolean {
  for (const _ in record) return false
  return true
}
