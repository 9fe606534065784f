// The mock's end of a connection in memory: puts what the mock does in flight.
import type { Frame } from '../../wire/frame.ts'
import type { FanOut, Link } from '../port.ts'
import type { Connection } from './connection.ts'
import type { Arrival, Pump } from './pump.ts'

export class MemoryLink implements Link {
  /** Where what is put in flight arrives. */
  readonly connection: Connection

  constructor(connection: Connection) {
    this.connection = connection
  }

  accept(protocol: string): void {
    this.connection.pump.carry(() => this.connection.onAccept(protocol))
  }

  /** A refused client sees what one sees that was cut off: the standard shows it neither status nor reason. */
  reject(_status: number, _reason: string): void {
    this.cut()
  }

  deliver(frame: Frame): void {
    this.connection.pump.carry(() => this.connection.onFrame(frame))
  }

  close(code: number, reason: string): void {
    this.connection.mockSendsClose()
    this.connection.pump.carry(() => this.connection.onClose(code, reason))
  }

  cut(): void {
    this.connection.mockLeaves()
    this.connection.pump.carry(() => {
      this.connection.fail()
      return true
    })
  }
}

// Between two events of a turn nobody who awaits goes on, so a test that awaits one message at each of its clients, one
// after the other, needs a turn for each. Such tests have a handful of clients. A turn for each of thousands would cost
// four times what the events do, and those who have thousands don't attach their listeners between two of them.
const LARGEST_AUDIENCE_IN_TURNS = 64

/** Gives a frame to many links as one thing in flight. */
export function fanOutOver(pump: Pump): FanOut {
  return (links, frame) => {
    // The audience is who was meant at this instant, whatever happens to the list.
    const audience = links.map((link) => (link as MemoryLink).connection)
    pump.carry(
      audience.length > LARGEST_AUDIENCE_IN_TURNS ? atOnce(pump, audience, frame) : inTurns(audience, frame),
    )
  }
}

function atOnce(pump: Pump, audience: readonly Connection[], frame: Frame): Arrival {
  return () => {
    if (!pump.takeEvent()) return false
    for (const connection of audience) connection.show(frame)
    return true
  }
}

function inTurns(audience: readonly Connection[], frame: Frame): Arrival {
  let next = 0
  return () => {
    while (next < audience.length) {
      if (audience[next]?.onFrame(frame) === false) return false
      next++
    }
    return true
  }
}
