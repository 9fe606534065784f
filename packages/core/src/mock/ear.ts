// How the mock listens: records what clients say and how they end, has the contract judge it, and sets off the rule
// that answers. What comes while a rule or a schema is at work waits behind it.
import type { Reading } from '../contract/reading.ts'
import { mistake } from '../errors.ts'
import type { DataFrame, Frame, Payload } from '../wire/frame.ts'
import type { Connection, Vigil, Waiting } from './connection.ts'
import type { UnmatchedPolicy } from './definition.ts'
import type { Inspector } from './inspector.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Output } from './output.ts'
import type { Rulebook } from './rulebook.ts'
import type { RuleFinder } from './rule-finder.ts'
import type { RuleRunner } from './rule-runner.ts'
import type { Voice } from './voice.ts'
import { Watch } from './watch.ts'

/** What listening needs. */
export interface EarMeans<Link> {
  readonly output: Output<Link>
  readonly voice: Voice<Link>
  readonly lifecycle: Lifecycle<Link>
  readonly rulebook: Rulebook
  readonly finder: RuleFinder<Link>
  readonly runner: RuleRunner<Link>
  /** Undefined for a mock without a contract. */
  readonly inspector: Inspector<Link> | undefined
  /** What the author chose for messages that no rule answers. */
  readonly unmatched: () => UnmatchedPolicy | undefined
  /** Whether somebody else than the rules answers what a client says. */
  readonly isExcused: (client: string) => boolean
}

export class Ear<Link> {
  readonly #means: EarMeans<Link>

  constructor(means: EarMeans<Link>) {
    this.#means = means
  }

  /** A connection is open: begins the watches over it. */
  opened(connection: Connection<Link>): void {
    const { rulebook, output, voice, lifecycle } = this.#means
    const vigils: Vigil[] = []
    for (const { actions } of rulebook.all('open', connection.handshake)) {
      for (const action of actions) {
        if (action.do === 'watch')
          vigils.push(new Watch(connection, action.plan, { output, voice, lifecycle }))
      }
    }
    if (vigils.length > 0) connection.vigils = vigils
  }

  frame(connection: Connection<Link>, frame: Frame): void {
    if (connection.phase === 'closed') return
    const seq = this.#record(connection.name, frame)
    if (connection.vigils !== undefined) for (const vigil of connection.vigils) vigil.heard(frame)
    // After its own close frame the server reads on only for the client's; a half-open one answers nothing.
    if (connection.phase !== 'open' || connection.isHalfOpen) return
    if (connection.running === undefined) this.#reactToFrame(connection, frame, seq)
    else connection.wait({ on: 'frame', frame, seq })
  }

  /** @param seq the close entry's */
  ended(connection: Connection<Link>, seq: number): void {
    this.#means.voice.stopStreams(connection)
    for (const vigil of connection.vigils ?? []) vigil.stop()
    if (connection.running === undefined) this.#reactToEnd(connection, seq)
    else connection.wait({ on: 'close', seq })
  }

  /** Takes what has waited behind a rule. */
  react(connection: Connection<Link>, waiting: Waiting): void {
    if (waiting.on === 'close') this.#reactToEnd(connection, waiting.seq)
    else this.#reactToFrame(connection, waiting.frame, waiting.seq)
  }

  #record(client: string, frame: Frame): number {
    const { output } = this.#means
    const { at } = output
    const direction = 'clientToServer'
    if (frame.opcode === 'ping' || frame.opcode === 'pong') {
      return output.record({ kind: frame.opcode, seq: 0, at, client, direction, payload: frame.payload })
    }
    const { opcode } = frame
    const payload = output.redactPayload(frame.payload)
    return output.record({ kind: 'message', seq: 0, at, client, direction, opcode, payload })
  }

  #reactToFrame(connection: Connection<Link>, frame: Frame, seq: number): void {
    switch (frame.opcode) {
      case 'pong':
        return
      case 'ping':
        return this.#reactToPing(connection, frame.payload, seq)
      default:
        this.#reactToMessage(connection, frame, seq)
    }
  }

  #reactToPing(connection: Connection<Link>, payload: Uint8Array<ArrayBuffer>, seq: number): void {
    const rule = this.#means.finder.forPing(connection, payload, seq)
    if (rule === undefined) this.#means.voice.heartbeat(connection, 'pong', payload, seq)
    else this.#means.runner.start(connection, rule, seq, payload)
  }

  #reactToMessage(connection: Connection<Link>, frame: DataFrame, seq: number): void {
    const { inspector, runner, lifecycle } = this.#means
    connection.messages++
    if (inspector === undefined) return this.#answer(connection, frame, seq, undefined)
    const judging = {}
    let isLate = false
    const judged = (use: () => void): void => {
      connection.running = undefined
      use()
      if (isLate) runner.takeWaiting(connection)
    }
    // What comes while a schema takes its time waits behind it, as behind a rule.
    connection.running = judging
    inspector.incoming(
      connection,
      frame.payload,
      seq,
      (reading) =>
        judged(() => {
          if (reading.breach === undefined) this.#answer(connection, frame, seq, reading)
        }),
      (error) => judged(() => lifecycle.failed(connection, error, seq)),
    )
    isLate = true
  }

  #answer(
    connection: Connection<Link>,
    { payload }: DataFrame,
    seq: number,
    reading: Reading | undefined,
  ): void {
    const found = this.#means.finder.forMessage(connection, payload, reading, seq)
    if (found === 'failed') return
    if (found !== undefined) this.#means.runner.start(connection, found.rule, seq, found.message, payload)
    else this.#unmatched(connection, payload, seq, reading)
  }

  #unmatched(
    connection: Connection<Link>,
    payload: Payload,
    seq: number,
    reading: Reading | undefined,
  ): void {
    const { output, rulebook, isExcused, unmatched } = this.#means
    output.record({ kind: 'unmatched', seq: 0, at: output.at, client: connection.name, cause: seq })
    if (isExcused(connection.name)) return
    // What the contract says to ignore is meant to match nothing.
    if (reading !== undefined && reading.name === undefined) return
    const policy = unmatched() ?? (reading === undefined ? 'warn' : 'error')
    // A mock without message rules is one that the test speaks for; nothing was meant to match.
    if (policy === 'ignore' || (policy === 'warn' && !rulebook.speaksOf('message'))) return
    output.effect({
      do: 'report',
      severity: policy === 'error' ? 'error' : 'warning',
      error: mistake(
        `${connection.name} sent ${shortened(output.redactPayload(payload))}`,
        'no rule of the mock matches it',
        "Add a rule: on(…).reply(…), .drop() to take it in silence, or set { unmatched: 'ignore' }",
      ),
    })
  }

  #reactToEnd(connection: Connection<Link>, seq: number): void {
    const rule = this.#means.finder.forEnd(connection, seq)
    if (rule !== undefined) this.#means.runner.start(connection, rule, seq, undefined)
  }
}

function shortened(payload: Payload): string {
  if (typeof payload !== 'string') return `${payload.byteLength} bytes`
  return payload.length > 200 ? `${payload.slice(0, 200)}… (${payload.length} characters)` : payload
}
