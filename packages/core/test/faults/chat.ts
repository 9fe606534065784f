// The contracts that the servers of this catalogue were given: a chat of rooms, with and without acknowledgements, without
// echo, with numbered messages, with presence, with receipts.
import { z } from 'zod'
import { contract } from '../../src/contract/contract.ts'
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

/** @param isAnswered whether joining and leaving is acknowledged */
function asking(isAnswered: boolean) {
  const join = { by: 'subscribe', key: 'room' } as const
  const leave = { by: 'unsubscribe', key: 'room' } as const
  return isAnswered
    ? { join: { ...join, ack: 'subscribed' as const }, leave: { ...leave, ack: 'unsubscribed' as const } }
    : { join, leave }
}
const speaking = { by: 'say', delivers: 'said', key: 'room', id: 'id' } as const

export const chat = (guarantees: readonly Promised[] = PROMISES, isAnswered = true) =>
  contract('chat', {
    url: '/rooms',
    clientToServer,
    serverToClient: { ...acknowledgements, said },
    groups: { room: { ...asking(isAnswered), broadcast: speaking, guarantees } },
  })

/** Who speaks does not hear itself. */
export const chatWithoutEcho = (guarantees: readonly Promised[] = PROMISES, isAnswered = true) =>
  contract('chat', {
    url: '/rooms',
    clientToServer,
    serverToClient: { ...acknowledgements, said },
    groups: { room: { ...asking(isAnswered), broadcast: { ...speaking, echo: 'never' }, guarantees } },
  })

/** What is said is numbered, and who comes back goes on where it was. */
export const numberedChat = (
  guarantees: readonly Promised[] = [sequenceAgreement('seq'), noGaps('seq'), resume('seq')],
  isAnswered = true,
) =>
  contract('chat', {
    url: '/rooms',
    clientToServer,
    serverToClient: { ...acknowledgements, said: said.extend({ seq: z.number() }) },
    groups: {
      room: {
        ...asking(isAnswered),
        broadcast: { ...speaking, deliver: (message: Said) => ({ ...message, seq: 0 }) },
        guarantees,
      },
    },
  })

/** Members are told who comes and goes. */
export const chatWithPresence = (guarantees: readonly Promised[] = PROMISES, isAnswered = true) =>
  contract('chat', {
    url: '/rooms',
    clientToServer,
    serverToClient: {
      ...acknowledgements,
      said,
      presence: z.object({ room, name: z.string(), here: z.boolean() }),
    },
    groups: { room: { ...asking(isAnswered), broadcast: speaking, guarantees } },
  })

/** What is said is acknowledged when it was taken, before anybody has it. */
export const chatWithReceipts = (guarantees: readonly Promised[] = PROMISES, isAnswered = true) =>
  contract('chat', {
    url: '/rooms',
    clientToServer,
    serverToClient: { ...acknowledgements, said, taken: z.object({ room, id: z.string() }) },
    groups: {
      room: {
        ...asking(isAnswered),
        broadcast: { ...speaking, ack: 'taken', acknowledges: 'accepted' },
        guarantees,
      },
    },
  })

export const chatContract = chat()
