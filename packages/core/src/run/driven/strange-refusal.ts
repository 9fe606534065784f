// A refused handshake that the contract does not know.
import type { Violation } from './client-port.ts'

/** The server refused a handshake with a status that the contract does not list. */
export class StrangeRefusal extends Error {
  override readonly name = 'StrangeRefusal'
  readonly status: number
  /** The body of the answer. */
  readonly reason: string
  readonly violation: Violation

  constructor(violation: Violation, status: number, reason: string) {
    super(violation.error.message)
    this.violation = violation
    this.status = status
    this.reason = reason
  }
}
