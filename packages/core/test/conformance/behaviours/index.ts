// Every behaviour there is, by what it is about.
import { backpressure } from './backpressure.ts'
import { closing } from './closing.ts'
import { faulty } from './faulty.ts'
import { groups } from './groups.ts'
import { halfOpen } from './half-open.ts'
import { handshake } from './handshake.ts'
import { heartbeats } from './heartbeats.ts'
import { order } from './order.ts'
import { payloads } from './payloads.ts'

export const behaviours = {
  handshake,
  order,
  payloads,
  groups,
  heartbeats,
  closing,
  'half-open': halfOpen,
  backpressure,
  faults: faulty,
}
