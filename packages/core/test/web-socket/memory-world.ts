// The worlds under test: the WebSocket in memory, in one realm or another, and a mock that follows a script.
import type { Link, MockSide } from '../../src/transports/port.ts'
import { Pump } from '../../src/transports/memory/pump.ts'
import { realmOf, type Scope } from '../../src/transports/memory/realm.ts'
import { createWebSocketClass } from '../../src/transports/memory/web-socket.ts'
import type { Globals, Peer, Script } from './case.ts'
import { type OpenWorld, show, type World } from './stage.ts'
import { notingUncaughtIn, notingUncaughtInNode } from './uncaught.ts'

const echo: Script = {}

/** In Node's own realm. */
export const memoryWorld: OpenWorld = (script) => Promise.resolve(memoryWorldIn(globalThis, script))

/** In the realm of a window. */
export function memoryWorldIn(scope: Scope & Globals, script: Script): World {
  const log: string[] = []
  let earlier: Peer | undefined
  const pump = new Pump()
  const WebSocket = createWebSocketClass({
    realm: realmOf(scope),
    pump,
    connect: ({ url, protocols }, link) => {
      if (new URL(url).pathname === '/echo') return { mock: serve(link, protocols, echo, []).mock }
      const served = serve(link, protocols, script, log, earlier)
      earlier = served.peer
      return { mock: served.mock }
    },
  })
  return {
    WebSocket,
    globals: scope,
    notingUncaught:
      'document' in scope
        ? (note, run) => notingUncaughtIn(scope as unknown as EventTarget, note, run)
        : notingUncaughtInNode,
    url: 'ws://127.0.0.1:4711',
    async serverLog() {
      await pump.idle()
      return log
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

function serve(
  link: Link,
  offered: readonly string[],
  script: Script,
  log: string[],
  earlier?: Peer,
): { readonly peer: Peer; readonly mock: MockSide } {
  let isReading = true
  let isAccepted = false
  const peer: Peer = {
    offered,
    earlier,
    send: (data) => {
      if (typeof data === 'string') link.deliver({ opcode: 'text', payload: data })
      else link.deliver({ opcode: 'binary', payload: data.slice() })
    },
    ping: () => link.deliver({ opcode: 'ping', payload: new Uint8Array(0) }),
    close: (code = 1005, reason = '') => link.close(code, reason),
    cut: () => link.cut(),
    stopReading: () => void (isReading = false),
  }
  if (script.handshake === undefined) {
    isAccepted = true
    link.accept(script.chooses ?? offered[0] ?? '')
    script.opened?.(peer)
  } else if (script.handshake !== 'silence') link.reject(script.handshake, 'Refused')

  const mock: MockSide = {
    frame(frame) {
      if (!isReading) return
      if (frame.opcode === 'pong') log.push('pong')
      if (frame.opcode === 'ping' || frame.opcode === 'pong') return
      log.push(`heard ${show(frame.payload)}`)
      if (script.heard === undefined) peer.send(frame.payload)
      else script.heard(frame.payload, peer)
    },
    closing(code, reason) {
      if (isReading) link.close(code, reason)
    },
    closed(code) {
      if (isAccepted && isReading) log.push(`closed ${code}`)
    },
  }
  return { peer, mock }
}
