// A connection to a real server of which every frame is looked at: held against the contract, once, and told to who
// keeps account of it. Frames stay in order, however long a schema takes.
import { nextTurn } from '../../clock.ts'
import type { CompiledContract } from '../../contract/compiled.ts'
import type { Reading } from '../../contract/reading.ts'
import { ABNORMAL } from '../../wire/close-code.ts'
import type { DataFrame, Direction } from '../../wire/frame.ts'
import { messageBreach, otherBreach } from './breach.ts'
import type { DrivenArrival, DrivenConnection, Violation } from './client-port.ts'

/** A message as whoever keeps account sees it; without a name where there is no contract, or it knows none. */
export type Told = Pick<Reading, 'name' | 'message'>

/** What whoever keeps account says of a message. */
export interface Heard {
  /** Whether it answers a question that is no part of the conversation. */
  readonly isOurs: boolean
  /** What it breaks, besides what its schema says. */
  readonly violation?: Violation | undefined
}

/** Keeps account of what passes. */
export interface Watcher {
  said(client: string, told: Told): void
  /** Returns what to do with it. */
  heard(client: string, told: Told, frame: DataFrame): Heard
  /** The connection ends, or is being ended by the client. Called once. */
  ended(client: string): void
}

const NOTHING: Told = { name: undefined, message: undefined }

export class WatchedConnection implements DrivenConnection {
  readonly client: string
  readonly #connection: DrivenConnection
  readonly #contract: CompiledContract | undefined
  readonly #watcher: Watcher
  #listener: (arrival: DrivenArrival) => void = () => {}
  /** What is being read, and everything behind it. */
  #reading: Promise<void> | undefined
  #isEnding = false
  /** Nothing is read from it now. */
  isPaused = false
  /** Gives it back to whoever keeps connections; undefined where it is closed at the end. */
  readonly leave: (() => void) | undefined

  constructor(
    client: string,
    connection: DrivenConnection,
    contract: CompiledContract | undefined,
    watcher: Watcher,
  ) {
    this.client = client
    this.#connection = connection
    this.#contract = contract
    this.#watcher = watcher
    const leave = connection.leave?.bind(connection)
    this.leave = leave
  }

  get protocol(): string {
    return this.#connection.protocol
  }

  /** Whether it can still be spoken over. */
  get isOpen(): boolean {
    return !this.#isEnding
  }

  receive(listener: (arrival: DrivenArrival) => void): void {
    this.#listener = listener
    this.#connection.receive((arrival) => this.#arrived(arrival))
  }

  send(frame: DataFrame): void {
    const contract = this.#contract
    if (contract === undefined) this.#watcher.said(this.client, NOTHING)
    else {
      // Known before the server can answer, also where a schema takes its time.
      this.#watcher.said(this.client, contract.classify('clientToServer', frame.payload))
      this.#read('clientToServer', frame, (_told, breach) => {
        if (breach !== undefined) this.report(breach)
      })
    }
    this.#connection.send(frame)
  }

  async ping(payload: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#connection.ping?.(payload)
  }

  pause(): void {
    this.isPaused = true
    this.#connection.pause?.()
  }

  resume(): void {
    this.isPaused = false
    this.#connection.resume?.()
  }

  close(code: number, reason: string): void {
    this.#end()
    this.#connection.close(code, reason)
  }

  cut(): void {
    this.#end()
    this.#connection.cut?.()
  }

  /** Sends what is no part of the conversation. */
  ask(frame: DataFrame): void {
    this.#connection.send(frame)
  }

  /** Fails the scenario with a breach that was found out elsewhere. */
  report(violation: Violation): void {
    this.#listener({ on: 'violation', violation })
  }

  /** Resolves when what the server had written has come, and has been handed on. Returns whether that can be known. */
  async fence(): Promise<boolean> {
    // An end in between is no trouble: nothing is to come any more.
    await this.#connection.ping?.(new Uint8Array(0)).catch(() => {})
    await new Promise<void>((resolve) => nextTurn(resolve))
    await this.#reading
    return this.#connection.ping !== undefined
  }

  #arrived(arrival: DrivenArrival): void {
    if (arrival.on === 'frame') return this.#heard(arrival.frame)
    this.#inTurn(() => {
      if (arrival.on === 'closed') this.#closed(arrival.code)
      this.#listener(arrival)
    })
  }

  #heard(frame: DataFrame): void {
    if (this.#contract === undefined) this.#inTurn(() => this.#hand(NOTHING, frame, undefined))
    else this.#read('serverToClient', frame, (told, breach) => this.#hand(told, frame, breach))
  }

  /** A message that breaks the contract is not handed on: what it breaks says more than that nobody expected it. */
  #hand(told: Told, frame: DataFrame, breach: Violation | undefined): void {
    const { isOurs, violation } = this.#watcher.heard(this.client, told, frame)
    const broken = breach ?? violation
    if (broken !== undefined) this.report(broken)
    else if (!isOurs) this.#listener({ on: 'frame', frame })
  }

  #closed(code: number): void {
    if (this.#isEnding) return
    this.#end()
    // Without a close frame there is no code of the server's.
    const issue = code === ABNORMAL ? undefined : this.#contract?.strangeCloseCode(code)
    if (issue === undefined || this.#contract === undefined) return
    const said = `the server closes ${this.client} with ${code}`
    this.report(otherBreach(this.#contract.name, 'serverToClient', said, issue))
  }

  #end(): void {
    if (this.#isEnding) return
    this.#isEnding = true
    this.#watcher.ended(this.client)
  }

  // ── one after the other ──────────────────────────────────────────────────────────────────────────────────────────

  /** Holds a frame against the contract. */
  #read(
    direction: Direction,
    frame: DataFrame,
    use: (told: Told, breach: Violation | undefined) => void,
  ): void {
    const contract = this.#contract
    if (contract === undefined) return
    let reading: Reading | Promise<Reading>
    try {
      reading = contract.read(direction, frame.payload)
    } catch (error) {
      return this.#inTurn(() => this.#listener({ on: 'error', error }))
    }
    const judge = (settled: Reading): void => {
      const { breach } = settled
      use(
        settled,
        breach === undefined ? undefined : messageBreach(contract.name, this.client, breach, frame),
      )
    }
    if (!('then' in reading)) return this.#inTurn(() => judge(reading))
    // What a schema throws is the author's to know.
    const judged = reading.then(
      (settled) => () => judge(settled),
      (error: unknown) => () => this.#listener({ on: 'error', error }),
    )
    this.#queue(async () => (await judged)())
  }

  #inTurn(act: () => void): void {
    if (this.#reading === undefined) act()
    else this.#queue(async () => act())
  }

  #queue(act: () => Promise<void>): void {
    const done = (this.#reading ?? Promise.resolve()).then(act).then(() => {
      if (this.#reading === done) this.#reading = undefined
    })
    this.#reading = done
  }
}
