// The server that faulty ones are made of: an honest chat of rooms, written by hand as most are. A faulty one changes the
// one thing that is wrong with it.
import type { AnyContract } from '../../src/contract/contract.ts'
import type { MockClient } from '../../src/mock/client.ts'
import type { HandlerContext } from '../../src/mock/context.ts'
import { mock, type MockDefinition } from '../../src/mock/definition.ts'
import { on, onClose, onConnect } from '../../src/mock/rule.ts'
import { text } from '../../src/match/matchers/text.ts'

export interface Say {
  readonly room: string
  readonly id: string
  readonly text: string
}

export type Delay = (ms: number) => Promise<void>

export class RoomServer {
  readonly #members = new Map<string, MockClient[]>()

  /** The members of a room, in join order; the list itself. */
  membersOf(room: string): MockClient[] {
    let members = this.#members.get(room)
    if (members === undefined) this.#members.set(room, (members = []))
    return members
  }

  /** Every room with its members. */
  get rooms(): Iterable<readonly [string, MockClient[]]> {
    return this.#members
  }

  /** @param acknowledge tells the client that it is a member now */
  join(room: string, client: MockClient, acknowledge: () => void, _delay: Delay): unknown {
    const members = this.membersOf(room)
    if (!this.isMember(room, client)) members.push(client)
    acknowledge()
    return undefined
  }

  leave(room: string, client: MockClient, acknowledge: () => void, _delay: Delay): unknown {
    this.forget(room, client)
    acknowledge()
    return undefined
  }

  isMember(room: string, client: MockClient): boolean {
    return this.membersOf(room).includes(client)
  }

  forget(room: string, client: MockClient): void {
    const members = this.membersOf(room)
    const index = members.indexOf(client)
    if (index !== -1) members.splice(index, 1)
  }

  /** A client has connected. */
  came(_client: MockClient): void {}

  /** The client's connection has ended. */
  gone(client: MockClient, _delay: Delay): unknown {
    for (const [room] of this.rooms) this.forget(room, client)
    return undefined
  }

  say(message: Say, _sender: MockClient, _delay: Delay): unknown {
    for (const member of this.membersOf(message.room).slice()) this.deliver(member, message)
    return undefined
  }

  deliver(client: MockClient, message: object): void {
    if (client.open) client.send({ type: 'said', ...message })
  }
}

/** Who a client is, whichever connection it has: what it calls itself, in memory its name. */
export const identityOf = ({ user, name }: MockClient): string => user ?? name

/** A mock of a server, made anew for each conversation. */
export function served(contract: AnyContract, make: () => RoomServer): MockDefinition {
  const { serverToClient, groups } = contract
  const answers = 'subscribed' in serverToClient && groups['room']?.join?.ack !== undefined
  return mock(
    contract,
    () => {
      const server = make()
      const answering =
        ({ reply }: HandlerContext, type: string, room: string) =>
        (): void => {
          if (answers) reply({ type, room })
        }
      return [
        onConnect().run(({ client }) => server.came(client)),
        on({ type: 'subscribe', room: text() }).run((context) => {
          const { message, client, delay } = context
          return server.join(message.room, client, answering(context, 'subscribed', message.room), delay)
        }),
        on({ type: 'unsubscribe', room: text() }).run((context) => {
          const { message, client, delay } = context
          return server.leave(message.room, client, answering(context, 'unsubscribed', message.room), delay)
        }),
        on({ type: 'say', room: text(), id: text(), text: text() }).run(({ message, client, delay }) => {
          const { room, id, text: said } = message
          // In the background: the next message of this client does not wait until everybody has this one.
          void Promise.resolve(server.say({ room, id, text: said }, client, delay)).catch(() => {})
        }),
        onClose().run(({ client, delay }) => void server.gone(client, delay)),
      ]
    },
    { user: { header: 'x-client' } },
  )
}
