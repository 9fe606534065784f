// A stage for tests of the mock server: clients without a network, in virtual time. Delivery is immediate.
import { VirtualClock } from '../src/clock.ts'
import { mock, type MockOptions, type RuleSource } from '../src/mock/definition.ts'
import { MockHost, type Report } from '../src/transports/host.ts'
import type { Dialled, Link, MockSide } from '../src/transports/port.ts'
import { jsonCodec } from '../src/wire/codec.ts'
import type { Frame } from '../src/wire/frame.ts'

/** A client that writes down what it gets: decoded messages, and `open`, `close 1000 bye`, `cut`, `reject 401`, `pong`. */
export class StageClient implements Link {
  readonly got: unknown[] = []
  protocol: string | undefined
  #side: MockSide | undefined

  attach(side: MockSide): void {
    this.#side = side
  }
  accept(protocol: string): void {
    this.protocol = protocol
  }
  reject(status: number, reason: string): void {
    this.got.push(`reject ${status} ${reason}`.trim())
  }
  deliver(frame: Frame): void {
    const isHeartbeat = frame.opcode === 'ping' || frame.opcode === 'pong'
    this.got.push(
      isHeartbeat
        ? `${frame.opcode} ${new TextDecoder().decode(frame.payload)}`.trim()
        : jsonCodec.decode(frame.payload),
    )
  }
  close(code: number, reason: string): void {
    this.got.push(`close ${code} ${reason}`.trim())
    this.#side?.closing(code, reason)
    this.#side?.closed(code, reason)
  }
  cut(): void {
    this.got.push('cut')
  }

  send(message: unknown): void {
    this.#side?.frame(jsonCodec.encode(message))
  }
  ping(payload = ''): void {
    this.#side?.frame({ opcode: 'ping', payload: new TextEncoder().encode(payload) })
  }
  pong(payload = ''): void {
    this.#side?.frame({ opcode: 'pong', payload: new TextEncoder().encode(payload) })
  }
  closes(code = 1000, reason = ''): void {
    this.#side?.closing(code, reason)
    this.#side?.closed(code, reason)
  }
  vanishes(): void {
    this.#side?.closed(1006, '')
  }
}

export class Stage {
  readonly clock = new VirtualClock()
  readonly reports: Report[] = []
  readonly host: MockHost

  constructor(rules: RuleSource, options: MockOptions = {}) {
    this.host = new MockHost(mock(rules, options), {
      clock: this.clock,
      onReport: (report) => this.reports.push(report),
    })
  }

  connect(dialled: Partial<Dialled> = {}, params: Record<string, string> = {}): StageClient {
    const client = new StageClient()
    client.attach(
      this.host.connect({ url: 'ws://chat.test/', protocols: [], headers: {}, ...dialled }, params, client),
    )
    return client
  }

  /** The transcript as short lines: `client-1 joins lobby`. */
  get kinds(): string[] {
    return this.host.recorder.entries.map((entry) => {
      const who = 'client' in entry && entry.client !== undefined ? `${entry.client} ` : ''
      return `${who}${entry.kind}${'group' in entry && entry.group !== undefined ? ` ${entry.group}` : ''}`
    })
  }
}
