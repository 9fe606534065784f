// What a mock's faults do to a connection: while something is held back, nobody can say that what is behind it was lost.
import type { FaultEntry } from '../transcript/entry.ts'
import type { Payload } from '../wire/frame.ts'
import type { Connection } from './history.ts'

export function noteFault(connection: Connection, { fault, payload }: FaultEntry, at: number): void {
  // The mock was told to answer no more: what does not come is no surprise.
  if (fault === 'halfOpen') connection.closedAt = at
  if (fault === 'delay' || fault === 'reorder') connection.held.push(payload)
}

export function noteArrival({ held }: Connection, payload: Payload): void {
  const index = held.indexOf(payload)
  if (index !== -1) held.splice(index, 1)
}
