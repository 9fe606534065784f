// The contracts that the servers of this catalogue were given: a chat of rooms, with and without acknowledgements, without
// echo, with numbered messages.
import { z } from 'zod'
import { type AnyContract, contract } from '../../src/contract/contract.ts'
import {
  exactlyOnce,
  leaveFence,
  membersOnly,
  noCreation,
  noGaps,
  progress,
  type Promised,
  resume,
  senderOrder,
  sequenceAgreement,
  totalOrder,
} from '../../src/contract/promise.ts'

const room = z.string()
const clientToServer = {
  subscribe: z.object({ room }),
  unsubscribe: z.object({ room }),
  say: z.object({ room, id: z.string(), text: z.string() }),
}
const acknowledgements = { subscribed: z.object({ room }), unsubscribed: z.object({ room }) }
const said = z.object({ room, id: z.string(), text: z.string() })

interface Said {
  readonly room: string
  readonly id: string
  readonly text: string
}

export const PROMISES: readonly Promised[] = [
  noCreation(),
  exactlyOnce(),
  membersOnly(),
  leaveFence(),
  senderOrder(),
  totalOrder(),
  progress(),
]

const asking = {
  join: { by: 'subscribe', ack: 'subscribed', key: 'room' },
  leave: { by: 'unsubscribe', ack: 'unsubscribed', key: 'room' },
} as const
const speaking = { by: 'say', delivers: 'said', key: 'room', id: 'id' } as const

/** With acknowledgements. */
export const chat = (guarantees: readonly Promised[] = PROMISES) =>
  contract('chat', {
    url: '/rooms',
    clientToServer,
    serverToClient: { ...acknowledgements, said },
    groups: { room: { ...asking, broadcast: speaking, guarantees } },
  })

/** Nothing is acknowledged. */
export const quietChat = (guarantees: readonly Promised[] = PROMISES): AnyContract =>
  contract('chat', {
    url: '/rooms',
    clientToServer,
    serverToClient: { said },
    groups: {
      room: {
        join: { by: 'subscribe', key: 'room' },
        leave: { by: 'unsubscribe', key: 'room' },
        broadcast: speaking,
        guarantees,
      },
    },
  })

/** Who speaks does not hear itself. */
export const chatWithoutEcho = (guarantees: readonly Promised[] = PROMISES) =>
  contract('chat', {
    url: '/rooms',
    clientToServer,
    serverToClient: { ...acknowledgements, said },
    groups: { room: { ...asking, broadcast: { ...speaking, echo: 'never' }, guarantees } },
  })

/** What is said is numbered, and who comes back goes on where it was. */
export const numberedChat = (
  guarantees: readonly Promised[] = [sequenceAgreement('seq'), noGaps('seq'), resume('seq')],
) =>
  contract('chat', {
    url: '/rooms',
    clientToServer,
    serverToClient: { ...acknowledgements, said: said.extend({ seq: z.number() }) },
    groups: {
      room: {
        ...asking,
        broadcast: { ...speaking, deliver: (message: Said) => ({ ...message, seq: 0 }) },
        guarantees,
      },
    },
  })

export const chatContract = chat()

/** Members are told who comes and goes. */
export const chatWithPresence = (guarantees: readonly Promised[] = PROMISES): AnyContract =>
  contract('chat', {
    url: '/rooms',
    clientToServer,
    serverToClient: {
      ...acknowledgements,
      said,
      presence: z.object({ room, name: z.string(), here: z.boolean() }),
    },
    groups: { room: { ...asking, broadcast: speaking, guarantees } },
  })

/** What is said is acknowledged when it was taken, before anybody has it. */
export const chatWithReceipts = (guarantees: readonly Promised[] = PROMISES) =>
  contract('chat', {
    url: '/rooms',
    clientToServer,
    serverToClient: { ...acknowledgements, said, taken: z.object({ room, id: z.string() }) },
    groups: {
      room: { ...asking, broadcast: { ...speaking, ack: 'taken', acknowledges: 'accepted' }, guarantees },
    },
  })
