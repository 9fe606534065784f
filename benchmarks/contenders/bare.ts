// The floor: two EventTargets with a listener each, and one microtask for every hop, so that delivery is asynchronous as
// it is on a network. No protocol, no rules, no transcript. For a broadcast: a plain loop over listeners.
import { type Contender, Countdown, echoOver, happens } from './contender.ts'

class Message extends Event {
  readonly data: string

  constructor(data: string) {
    super('message')
    this.data = data
  }
}

class End extends EventTarget {
  peer: End | undefined

  send(data: string): void {
    queueMicrotask(() => this.peer?.dispatchEvent(new Message(data)))
  }
  fire(type: string): void {
    queueMicrotask(() => this.dispatchEvent(new Event(type)))
  }
}

function echoingPair(): End {
  const client = new End()
  const server = new End()
  client.peer = server
  server.peer = client
  server.addEventListener('message', (event) => server.send((event as Message).data))
  client.fire('open')
  return client
}

export const contender: Contender = {
  async cycle() {
    const client = echoingPair()
    await happens(client, 'open')
    client.send('hello')
    await happens(client, 'message')
    const closed = happens(client, 'close')
    client.fire('close')
    await closed
  },
  openEcho: () => echoOver(echoingPair(), () => {}),
  async openAudience() {
    const heard = new Countdown()
    const listeners: ((data: string) => void)[] = []
    return {
      async connect(count) {
        for (let index = 0; index < count; index++) listeners.push(() => heard.tick())
      },
      broadcast() {
        const allHeard = heard.wait(listeners.length)
        queueMicrotask(() => {
          for (const listener of listeners) listener('hello')
        })
        return allHeard
      },
      end() {},
    }
  },
}
