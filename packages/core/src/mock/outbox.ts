// From what the mock says to what a client gets: strikes faults, keeps the order of each connection, records deliveries.
import type { DataFrame } from '../wire/frame.ts'
import type { Connection } from './connection.ts'
import type { FaultPlan } from './fault.ts'
import { Line, type Parcel } from './line.ts'
import type { Output } from './output.ts'

type FrameParcel = Extract<Parcel, { carries: 'frame' }>

export class Outbox<Link> {
  readonly #output: Output<Link>
  #faults: FaultPlan
  readonly #onCut: (connection: Connection<Link>, cause: number | undefined) => void

  /** @param onCut called when a fault cuts a connection, to end it */
  constructor(
    output: Output<Link>,
    faults: FaultPlan,
    onCut: (connection: Connection<Link>, cause: number | undefined) => void,
  ) {
    this.#output = output
    this.#faults = faults
    this.#onCut = onCut
  }

  /** From now on these faults strike. */
  replaceFaults(faults: FaultPlan): void {
    this.#faults = faults
  }

  /** Sends one frame. A connection that is not open gets nothing: it cannot be reached any more. */
  send(connection: Connection<Link>, frame: DataFrame, cause: number | undefined, group?: string): void {
    if (connection.phase !== 'open' || connection.isHalfOpen) return
    if (this.#faults.isEmpty) {
      this.#record(connection, frame, cause, group)
      this.#output.effect({ do: 'deliver', link: connection.link, frame })
    } else {
      this.#enter(connection, { carries: 'frame', frame, cause, group })
    }
  }

  /** Sends one frame to many, as one effect where no fault can strike. @param names those of the connections */
  fanOut(
    connections: readonly Connection<Link>[],
    names: readonly string[],
    frame: DataFrame,
    cause: number,
    group: string | undefined,
  ): void {
    if (!this.#faults.isEmpty) {
      for (const connection of connections) this.send(connection, frame, cause, group)
      return
    }
    const links: Link[] = []
    for (const { isHalfOpen, link } of connections) if (!isHalfOpen) links.push(link)
    if (links.length === 0) return
    const clients =
      links.length === connections.length
        ? names
        : names.filter((_, index) => !connections[index]?.isHalfOpen)
    const { opcode } = frame
    const payload = this.#output.redactPayload(frame.payload)
    const { at } = this.#output
    const direction = 'serverToClient'
    this.#output.recordDeliveries({ kind: 'message', at, cause, direction, opcode, payload, group }, clients)
    this.#output.effect({ do: 'fanOut', links, frame })
  }

  /** Sends a close frame after everything that was sent before. */
  close(connection: Connection<Link>, code: number, reason: string, cause: number | undefined): void {
    const { line } = connection
    if (line === undefined || line.isEmpty) this.#close(connection, code, reason, cause)
    else if (line.delaying) line.held.push({ carries: 'close', code, reason, cause })
    else {
      this.#releaseAside(connection, line)
      this.#close(connection, code, reason, cause)
    }
  }

  #enter(connection: Connection<Link>, parcel: FrameParcel): void {
    const line = (connection.line ??= new Line())
    if (line.delaying) line.held.push(parcel)
    else this.#pass(connection, line, parcel)
  }

  /** Takes one frame past the faults. */
  #pass(connection: Connection<Link>, line: Line, parcel: FrameParcel): void {
    const struck = this.#faults.strike(connection.name, parcel.frame)
    if (struck === undefined) return this.#release(connection, line, parcel)
    const { opcode, payload } = parcel.frame
    const seq = this.#output.record({
      kind: 'fault',
      seq: 0,
      at: this.#output.at,
      cause: parcel.cause,
      client: connection.name,
      fault: struck.kind,
      opcode,
      payload: this.#output.redactPayload(payload),
      delayMs: struck.kind === 'delay' ? struck.ms : undefined,
    })
    switch (struck.kind) {
      case 'drop':
        return
      case 'duplicate':
        this.#release(connection, line, parcel)
        this.#release(connection, line, parcel)
        return
      case 'delay':
        line.delaying = true
        this.#output.setTimer(
          struck.ms,
          () => this.#delayOver(connection, line, parcel),
          'a delivery that a fault delays',
          connection.name,
        )
        return
      case 'reorder':
        line.aside.push(parcel)
        this.#output.setTimer(
          struck.ms,
          () => this.#releaseAside(connection, line),
          'a delivery that a fault lets others overtake',
          connection.name,
        )
        return
      case 'cut':
        this.#onCut(connection, seq)
        return
      case 'halfOpen':
        connection.isHalfOpen = true
    }
  }

  #delayOver(connection: Connection<Link>, line: Line, parcel: FrameParcel): void {
    line.delaying = false
    this.#release(connection, line, parcel)
    while (!line.delaying) {
      const next = line.held.shift()
      if (next === undefined) return
      if (next.carries === 'frame') this.#pass(connection, line, next)
      else {
        this.#releaseAside(connection, line)
        this.#close(connection, next.code, next.reason, next.cause)
      }
    }
  }

  #release(connection: Connection<Link>, line: Line, parcel: FrameParcel): void {
    this.#emit(connection, parcel)
    this.#releaseAside(connection, line)
  }

  #releaseAside(connection: Connection<Link>, line: Line): void {
    for (const parcel of line.aside.splice(0)) if (parcel.carries === 'frame') this.#emit(connection, parcel)
  }

  #emit(connection: Connection<Link>, { frame, cause, group }: FrameParcel): void {
    if (connection.phase === 'closed' || connection.isHalfOpen) return
    this.#record(connection, frame, cause, group)
    this.#output.effect({ do: 'deliver', link: connection.link, frame })
  }

  #close(connection: Connection<Link>, code: number, reason: string, cause: number | undefined): void {
    if (connection.phase === 'closed' || connection.isHalfOpen) return
    this.#output.record({
      kind: 'close',
      seq: 0,
      at: this.#output.at,
      cause,
      client: connection.name,
      direction: 'serverToClient',
      code,
      reason,
      clean: true,
    })
    this.#output.effect({ do: 'close', link: connection.link, code, reason })
  }

  #record(
    connection: Connection<Link>,
    frame: DataFrame,
    cause: number | undefined,
    group: string | undefined,
  ): void {
    this.#output.record({
      kind: 'message',
      seq: 0,
      at: this.#output.at,
      cause,
      client: connection.name,
      direction: 'serverToClient',
      opcode: frame.opcode,
      payload: this.#output.redactPayload(frame.payload),
      group,
    })
  }
}
