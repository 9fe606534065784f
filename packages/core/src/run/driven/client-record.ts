// The transcript of a run as its clients saw it, for a server that keeps none: what they sent, when they sent it, and
// what came. It knows no causes.
import type { ConnectOptions } from '../../scenario/step.ts'
import type { Transcript } from '../../transcript/entry.ts'
import { Recorder } from '../../transcript/recorder.ts'
import { createRedaction, type Redaction } from '../../transcript/redaction.ts'
import { ABNORMAL } from '../../wire/close-code.ts'
import type { DataFrame, Direction } from '../../wire/frame.ts'
import type { Violation } from './client-port.ts'

export class ClientRecord {
  readonly #recorder: Recorder
  readonly #redaction: Redaction = createRedaction()
  /** By frame, the number of its entry. */
  readonly #seqs = new WeakMap<DataFrame, number>()

  /** @param now the time, in ms */
  constructor(now: () => number) {
    this.#recorder = new Recorder(now)
  }

  get transcript(): Transcript {
    return this.#recorder
  }

  opened(client: string, url: string, protocol: string, { protocols, headers }: ConnectOptions): void {
    const { redactUrl, redactProtocols, redactHeaders } = this.#redaction
    this.#recorder.record({
      kind: 'open',
      ...this.#place(client),
      url: redactUrl(url),
      protocol: protocol === '' ? '' : (redactProtocols([protocol])[0] ?? ''),
      offered: protocols === undefined ? undefined : redactProtocols(protocols),
      headers: headers === undefined ? undefined : redactHeaders(headers),
    })
  }

  /** @param status 0 where it is not known: a WHATWG socket does not tell it */
  refused(client: string, url: string, status: number, reason: string): void {
    const place = this.#place(client)
    this.#recorder.record({ kind: 'reject', ...place, url: this.#redaction.redactUrl(url), status, reason })
  }

  message(client: string, direction: Direction, frame: DataFrame): void {
    const { opcode, payload } = frame
    const redacted = this.#redaction.redactPayload(payload)
    const seq = this.#recorder.record({
      kind: 'message',
      ...this.#place(client),
      direction,
      opcode,
      payload: redacted,
    })
    this.#seqs.set(frame, seq)
  }

  violation(client: string, { direction, frame, message, issues }: Violation): void {
    // What came is noted with what it breaks; what was sent has been noted.
    if (frame !== undefined && !this.#seqs.has(frame)) this.message(client, direction, frame)
    const cause = frame === undefined ? undefined : this.#seqs.get(frame)
    this.#recorder.record({
      kind: 'violation',
      ...this.#place(client),
      ...(cause === undefined ? {} : { cause }),
      direction,
      message,
      issues,
    })
  }

  pinged(client: string, payload: Uint8Array<ArrayBuffer>): void {
    this.#recorder.record({ kind: 'ping', ...this.#place(client), direction: 'clientToServer', payload })
  }

  /** @param direction who began it; of an end without a close frame, 1006, nobody did */
  closed(client: string, direction: Direction, code: number, reason: string): void {
    const place = this.#place(client)
    if (code === ABNORMAL) this.#recorder.record({ kind: 'close', ...place, code, reason, clean: false })
    else this.#recorder.record({ kind: 'close', ...place, direction, code, reason, clean: true })
  }

  #place(client: string): { readonly client: string; readonly seq: 0; readonly at: number } {
    return { client, seq: 0, at: this.#recorder.now() }
  }
}
