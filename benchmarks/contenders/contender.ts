// What a contender can be asked to do. Each lives in a process of its own, since most of them replace globals.

/** An open connection whose far end sends back what it gets. */
interface Echo {
  /** Sends one message; resolves when it has come back. */
  roundTrip(): Promise<void>
  end(): Promise<void> | void
}

/** Clients of one server that can be addressed at once. */
interface Audience {
  /** Connects so many more; resolves when all of them are open. */
  connect(count: number): Promise<void>
  /** Sends one message to all; resolves when the last has it. */
  broadcast(): Promise<void>
  end(): Promise<void> | void
}

/** One that is asked for echoes alone. */
export interface EchoContender {
  openEcho(): Promise<Echo>
}

export interface Contender extends EchoContender {
  /** Sets a server up, connects one client, sends a message, waits for it to come back, takes everything down. */
  cycle(): Promise<void>
  openAudience(): Promise<Audience>
}

/** Lets one promise wait for something that happens `count` times. */
export class Countdown {
  #left = 0
  #resolve: (() => void) | undefined

  wait(count: number): Promise<void> {
    this.#left = count
    return new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  readonly tick = (): void => {
    this.#left--
    if (this.#left === 0) this.#resolve?.()
  }
}

/** What all sockets here have in common: those of the platform, of `ws` and of the mocks. */
interface Socket {
  addEventListener(type: 'open' | 'message' | 'close', listener: () => void): void
  send(data: string): void
}

export function happens(socket: Socket, type: 'open' | 'message' | 'close'): Promise<void> {
  return new Promise((resolve) => {
    socket.addEventListener(type, resolve)
  })
}

/** The client's side of an `Echo`, the same for every contender. */
export async function echoOver(socket: Socket, end: Echo['end']): Promise<Echo> {
  await happens(socket, 'open')
  let heard = (): void => {}
  socket.addEventListener('message', () => heard())
  return {
    roundTrip: () =>
      new Promise((resolve) => {
        heard = resolve
        socket.send('hello')
      }),
    end,
  }
}

/** The clients' side of an `Audience`, the same for every contender. */
export function audienceOver(dial: () => Socket, broadcast: () => void, end: Audience['end']): Audience {
  const opened = new Countdown()
  const heard = new Countdown()
  let members = 0
  return {
    connect(count) {
      members += count
      const allOpened = opened.wait(count)
      for (let index = 0; index < count; index++) {
        const socket = dial()
        socket.addEventListener('open', opened.tick)
        socket.addEventListener('message', heard.tick)
      }
      return allOpened
    },
    broadcast() {
      const allHeard = heard.wait(members)
      broadcast()
      return allHeard
    },
    end,
  }
}
