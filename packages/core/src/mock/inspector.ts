// Holds what passes against the mock's contract: names what clients say, and reports what breaks the contract, whoever
// said it. A mock without a contract has none of these.
import { breachText, issueTexts } from '../contract/breach-text.ts'
import type { CompiledContract } from '../contract/compiled.ts'
import type { Breach, Reading } from '../contract/reading.ts'
import { ViolationError } from '../errors.ts'
import { shorten } from '../match/show.ts'
import type { DataFrame, Direction, Payload } from '../wire/frame.ts'
import type { Connection } from './connection.ts'
import type { Jobs } from './jobs.ts'
import type { NamedMessage } from './named-message.ts'
import type { Output } from './output.ts'
import { isThenable } from './thenable.ts'

export class Inspector<Link> {
  #contract: CompiledContract
  readonly #output: Output<Link>
  readonly #jobs: Jobs

  constructor(contract: CompiledContract, output: Output<Link>, jobs: Jobs) {
    this.#contract = contract
    this.#output = output
    this.#jobs = jobs
  }

  /** From now on another contract is what counts. */
  adopt(contract: CompiledContract): void {
    this.#contract = contract
  }

  /**
   * What a client said. Its breach has been reported. Calls back now, or when its schema has answered.
   *
   * @param failed called instead with what its schema threw
   */
  incoming(
    connection: Connection<Link>,
    payload: Payload,
    seq: number,
    use: (reading: Reading) => void,
    failed: (error: unknown) => void,
  ): void {
    this.#settle(
      `the schema of what ${connection.name} sent`,
      () => this.#contract.read('clientToServer', payload),
      (reading) => {
        if (reading.breach !== undefined) this.#report(connection.name, reading.breach, payload, seq)
        use(reading)
      },
      failed,
    )
  }

  /**
   * What the mock says. It is on its way already: judging it holds up nothing.
   *
   * @param client undefined for a broadcast @param seq of the entry that it belongs to
   */
  outgoing(client: string | undefined, { payload }: DataFrame, seq: number): void {
    this.#settle(
      'the schema of what the mock sent',
      () => this.#contract.read('serverToClient', payload),
      ({ breach }) => {
        if (breach !== undefined) this.#report(client, breach, payload, seq)
      },
      (error) => {
        const message = error instanceof Error ? error.message : String(error)
        this.#output.record({ kind: 'error', seq: 0, at: this.#output.at, cause: seq, client, message })
        this.#output.effect({ do: 'report', severity: 'error', error })
      },
    )
  }

  /** Reports a close code that the contract does not know. */
  closing(client: string, code: number, seq: number): void {
    const message = this.#contract.strangeCloseCode(code)
    if (message !== undefined)
      this.#record(client, 'serverToClient', undefined, [message], seq, `the mock closes ${client}`)
  }

  /** Reports a refusal that the contract does not know. */
  refusing(client: string, status: number, seq: number): void {
    const message = this.#contract.strangeRefusal(status)
    if (message !== undefined)
      this.#record(client, 'serverToClient', undefined, [message], seq, `the mock refuses ${client}`)
  }

  /** Reports a subprotocol that the contract does not know. */
  accepting(client: string, protocol: string, seq: number): void {
    const message = this.#contract.strangeProtocol(protocol)
    if (message !== undefined)
      this.#record(client, 'serverToClient', undefined, [message], seq, `the mock accepts ${client}`)
  }

  /** The subprotocol to choose of those offered; undefined where the contract names none. */
  chooseProtocol(offered: readonly string[]): string | undefined {
    return this.#contract.chooseProtocol(offered)
  }

  /** The frame of a message. @throws MistakeError when it has no form on the wire */
  frameOf({ name, message }: NamedMessage): DataFrame {
    const { name: contract } = this.#contract
    this.#contract.message(`sending ${name} of ${contract}`, 'serverToClient', name)
    return this.#contract.write('serverToClient', name, message)
  }

  /**
   * Calls back with what a handshake lacks, now or when its schemas have answered; empty when nothing does.
   *
   * @param failed called instead with what a schema threw
   */
  handshake(
    connection: Connection<Link>,
    use: (issues: readonly string[]) => void,
    failed: (error: unknown) => void,
  ): void {
    const { name, handshake } = connection
    this.#settle(
      `the handshake of ${name}`,
      () => this.#contract.handshakeIssues(handshake),
      (issues) => {
        if (issues.length > 0)
          this.#record(name, 'clientToServer', undefined, issues, undefined, `the handshake of ${name}`)
        use(issues)
      },
      failed,
    )
  }

  #report(client: string | undefined, breach: Breach, payload: Payload, seq: number): void {
    const recorded = this.#output.redactPayload(payload)
    const shown = typeof recorded === 'string' ? shorten(recorded, LONGEST) : `${recorded.byteLength} bytes`
    const said =
      breach.direction === 'clientToServer'
        ? `${client ?? 'a client'} sent ${shown}`
        : `the mock ${client === undefined ? 'broadcast' : `sent ${client}`} ${shown}`
    this.#record(
      client,
      breach.direction,
      breach.name,
      issueTexts(breach),
      seq,
      said,
      breachText(this.#contract.name, breach),
    )
  }

  #record(
    client: string | undefined,
    direction: Direction,
    message: string | undefined,
    issues: readonly string[],
    cause: number | undefined,
    said: string,
    why = `it breaks the contract ${this.#contract.name}: ${issues.join('; ')}`,
  ): void {
    this.#output.record({
      kind: 'violation',
      seq: 0,
      at: this.#output.at,
      cause,
      client,
      direction,
      message,
      issues,
    })
    this.#output.effect({
      do: 'report',
      severity: 'error',
      error: new ViolationError(`${said}: ${why.replace(/\.$/, '')}.`),
    })
  }

  /** Uses a judgement at once, or when its promise has settled. */
  #settle<T>(
    text: string,
    judge: () => T | Promise<T>,
    use: (judgement: T) => void,
    failed: (error: unknown) => void,
  ): void {
    let judgement: T | Promise<T>
    try {
      judgement = judge()
    } catch (error) {
      // A schema that throws is the author's to know, as one that rejects is.
      return failed(error)
    }
    if (!isThenable(judgement)) return use(judgement)
    const job = this.#jobs.begin({
      text,
      isAsleep: false,
      isJudgement: true,
      settled: (outcome) => {
        if (outcome.ok) use(outcome.value as T)
        else failed(outcome.error)
      },
    })
    this.#output.effect({ do: 'await', job, promise: judgement })
  }
}

/** As much of a message as a sentence can hold. */
const LONGEST = 200
