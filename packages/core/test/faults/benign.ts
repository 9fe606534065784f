// Servers that do what may surprise and break no promise: none of them may be flagged.
import type { AnyContract } from '../../src/contract/contract.ts'
import { exactlyOnce, leaveFence, membersOnly, noCreation, senderOrder } from '../../src/contract/promise.ts'
import type { MockClient } from '../../src/mock/client.ts'
import type { MockDefinition } from '../../src/mock/definition.ts'
import { chat, chatWithPresence, chatWithReceipts, numberedChat } from './chat.ts'
import { Numbered } from './numbered-server.ts'
import { type Delay, RoomServer, type Say, served } from './room-server.ts'

export interface Benign {
  readonly title: string
  readonly contract: AnyContract
  readonly serve: () => MockDefinition
}

/** Sends to the members in the opposite order. */
class Reversed extends RoomServer {
  override say(message: Say): void {
    for (const member of this.membersOf(message.room).toReversed()) this.deliver(member, message)
  }
}

/** Takes its time to let a client leave, and delivers meanwhile. */
class SlowLeave extends RoomServer {
  override async leave(
    room: string,
    client: MockClient,
    acknowledge: () => void,
    delay: Delay,
  ): Promise<void> {
    await delay(4)
    super.leave(room, client, acknowledge, delay)
  }
}

/** Lets a client join at once, and says so late. */
class LateAcknowledgement extends RoomServer {
  override async join(
    room: string,
    client: MockClient,
    acknowledge: () => void,
    delay: Delay,
  ): Promise<void> {
    super.join(room, client, () => {}, delay)
    await delay(4)
    acknowledge()
  }
}

/** Keeps the order of each sender, and no other. */
class FifoOnly extends RoomServer {
  #said = 0
  readonly #lines = new Map<string, Promise<void>>()

  override say(message: Say, sender: MockClient, delay: Delay): void {
    const number = this.#said++
    const line = `${sender.name} ${message.room}`
    const before = this.#lines.get(line) ?? Promise.resolve()
    this.#lines.set(
      line,
      before
        .then(() => delay(number % 2 === 0 ? 3 : 1))
        .then(() => {
          for (const member of this.membersOf(message.room).slice()) this.deliver(member, message)
        }),
    )
  }
}

/** Writes to whoever has just gone, as every server does that has not heard of it yet. */
class LateToHear extends RoomServer {
  override async gone(client: MockClient, delay: Delay): Promise<void> {
    await delay(6)
    super.gone(client, delay)
  }
}

/** Tells the members who comes and goes. */
class Presence extends RoomServer {
  override join(room: string, client: MockClient, acknowledge: () => void, delay: Delay): unknown {
    super.join(room, client, acknowledge, delay)
    this.#tell(room, client, true)
    return undefined
  }

  override leave(room: string, client: MockClient, acknowledge: () => void, delay: Delay): unknown {
    super.leave(room, client, acknowledge, delay)
    this.#tell(room, client, false)
    return undefined
  }

  #tell(room: string, { name }: MockClient, here: boolean): void {
    for (const member of this.membersOf(room))
      if (member.open) member.send({ type: 'presence', room, name, here })
  }
}

/** Acknowledges what it has taken before anybody has it, as its contract says. */
class EarlyReceipt extends RoomServer {
  override async say(message: Say, sender: MockClient, delay: Delay): Promise<void> {
    if (sender.open) sender.send({ type: 'taken', room: message.room, id: message.id })
    await delay(3)
    super.say(message, sender, delay)
  }
}

/** Fans out 0 to 50 ms later, long after it has answered a ping; what was said first still goes first. */
class LateFanOut extends RoomServer {
  #said = 0
  readonly #lines = new Map<string, Promise<void>>()

  override say(message: Say, _sender: MockClient, delay: Delay): void {
    const lateMs = (this.#said++ * 17) % 51
    const before = this.#lines.get(message.room) ?? Promise.resolve()
    this.#lines.set(
      message.room,
      before
        .then(() => delay(lateMs))
        .then(() => {
          for (const member of this.membersOf(message.room).slice()) this.deliver(member, message)
        }),
    )
  }
}

/** Makes a client a member a while after it has asked for it, where nobody promises to say when. */
class LateJoin extends RoomServer {
  override async join(
    room: string,
    client: MockClient,
    acknowledge: () => void,
    delay: Delay,
  ): Promise<void> {
    await delay(15)
    super.join(room, client, acknowledge, delay)
  }
}

const all = [noCreation(), exactlyOnce(), membersOnly(), leaveFence(), senderOrder()]

export const benign: readonly Benign[] = [
  { title: 'an honest server', contract: chat(), serve: () => served(chat(), () => new RoomServer()) },
  {
    title: 'an honest server without acknowledgements',
    contract: chat(undefined, false),
    serve: () => served(chat(undefined, false), () => new RoomServer()),
  },
  {
    title: 'an honest server with numbers',
    contract: numberedChat(),
    serve: () => served(numberedChat(), () => new Numbered()),
  },
  { title: 'reversed fan-out order', contract: chat(), serve: () => served(chat(), () => new Reversed()) },
  {
    title: 'delivery during a pending leave',
    contract: chat(),
    serve: () => served(chat(), () => new SlowLeave()),
  },
  {
    title: 'slow join, acknowledged late',
    contract: chat(),
    serve: () => served(chat(), () => new LateAcknowledgement()),
  },
  {
    title: 'cross-sender interleavings under FIFO only',
    contract: chat(all),
    serve: () => served(chat(all), () => new FifoOnly()),
  },
  {
    title: 'frames lost to a closed connection',
    contract: chat(),
    serve: () => served(chat(), () => new LateToHear()),
  },
  {
    title: 'presence frames in between',
    contract: chatWithPresence(),
    serve: () => served(chatWithPresence(), () => new Presence()),
  },
  {
    title: 'early acknowledgement under its own contract',
    contract: chatWithReceipts(),
    serve: () => served(chatWithReceipts(), () => new EarlyReceipt()),
  },
  {
    title: 'fan-out 0 to 50 ms late',
    contract: chat(),
    serve: () => served(chat(), () => new LateFanOut()),
  },
  {
    title: 'fan-out 0 to 50 ms late, without acknowledgements',
    contract: chat(undefined, false),
    serve: () => served(chat(undefined, false), () => new LateFanOut()),
  },
  {
    title: 'late joins, without acknowledgements',
    contract: chat(undefined, false),
    serve: () => served(chat(undefined, false), () => new LateJoin()),
  },
]
