// What a server reads: whatever a client may say, by the name that it carries. The schemas are the contract's.
import { z } from 'zod'
import { chat } from './chat-contract.ts'

const { subscribe, unsubscribe, say, sync } = chat.clientToServer

export const clientMessage = z.discriminatedUnion('type', [
  subscribe.extend({ type: z.literal('subscribe') }),
  unsubscribe.extend({ type: z.literal('unsubscribe') }),
  say.extend({ type: z.literal('say') }),
  sync.extend({ type: z.literal('sync') }),
])

type Named<Schemas extends Readonly<Record<string, z.ZodType>>> = {
  [Name in keyof Schemas]: { type: Name } & z.infer<Schemas[Name]>
}[keyof Schemas]

/** What a server says. */
export type ServerMessage = Named<typeof chat.serverToClient>
export type Say = z.infer<typeof say>
export type Said = z.infer<typeof chat.serverToClient.said>
