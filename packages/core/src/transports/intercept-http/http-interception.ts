// The interception of WebSockets that are opened by an upgrade request of `node:http` or `node:https`: the `ws` package
// and what is built on it. A request that a mock answers is carried inside the process; all others are Node's, untouched.
import { nextTurn } from '../../clock.ts'
import type { Pump } from '../memory/pump.ts'
import type { Answer } from '../memory/web-socket.ts'
import type { Dialled, Link } from '../port.ts'
import { Handshakes } from './handshakes.ts'
import { RequestHooks, type Taken } from './hooks.ts'
import { type ClientEnd, loadWire, type Wire } from './load-wire.js'
import {
  type Agent,
  type ClientRequest,
  type NodeModules,
  nodeModules,
  type RequestOptions,
} from './modules.ts'
import { RequestedLink } from './requested-link.ts'
import { dialledBy } from './upgrade-request.ts'

/** Decides for one upgrade: a mock answers, or it goes its way. What it throws, the request throws. */
export type Connect = (dialled: Dialled, link: Link) => Answer | 'bypass'

export class HttpInterception {
  readonly #modules: NodeModules
  readonly #pump: Pump
  readonly #connect: Connect
  readonly #handshakes: Handshakes
  readonly #hooks: RequestHooks
  #wire: Wire | Promise<Wire> | undefined

  /** The interception for a network, or undefined where there is no Node. */
  static on(pump: Pump, connect: Connect): HttpInterception | undefined {
    const modules = nodeModules()
    return modules === undefined ? undefined : new HttpInterception(modules, pump, connect)
  }

  private constructor(modules: NodeModules, pump: Pump, connect: Connect) {
    this.#modules = modules
    this.#pump = pump
    this.#connect = connect
    this.#handshakes = new Handshakes(pump)
    this.#hooks = new RequestHooks(modules, (options, isSecure) => this.#take(options, isSecure))
  }

  /** Takes upgrades from now until `uninstall`. */
  install(): void {
    this.#hooks.install()
  }

  /** Leaves Node's modules as they were, and ends what is still connected. */
  uninstall(): void {
    this.#hooks.uninstall()
    const wire = this.#wire
    if (wire !== undefined && 'destroy' in wire) wire.destroy()
  }

  /** Whether any upgrade was ever answered. */
  get isUsed(): boolean {
    return this.#wire !== undefined
  }

  /** Calls back when the handshakes that are on their way now have been answered. */
  whenAnswered(callback: () => void): void {
    this.#handshakes.whenAnswered(callback)
  }

  #take(options: RequestOptions, isSecure: boolean): Taken | undefined {
    const dialled = dialledBy(options, isSecure)
    if (dialled === undefined) return undefined
    const link = new RequestedLink(dialled)
    const answer = this.#connect(dialled, link)
    if (answer === 'bypass') return undefined
    const forget = this.#handshakes.begin()
    link.answeredBy(answer.mock, () => this.#pump.carry(forget))
    const run = answer.run ?? this.#modules.snapshot()
    const agent = this.#agentFor(options, isSecure, (request) => {
      this.#withWire((wire) => {
        const client = wire.connect(link, { isSecure, run, timeoutMs: options.timeout })
        // The connection is for this request alone: nobody else can use what Node hands back.
        client.on('free', () => client.destroy())
        request.onSocket(client)
        whenIdle(client, forget)
      })
    })
    return { agent, abandon: () => link.gone() }
  }

  /** An agent that hands a request to `carry`, and looks to Node like the one it would have taken. */
  #agentFor(
    { agent, createConnection, protocol }: RequestOptions,
    isSecure: boolean,
    carry: (request: ClientRequest) => void,
  ): Agent {
    const { globalAgent } = isSecure ? this.#modules.https : this.#modules.http
    const isGiven = typeof agent === 'object' && agent !== null
    const withoutAgent = agent !== false && typeof createConnection === 'function'
    const replaced = isGiven ? agent : withoutAgent ? undefined : globalAgent
    return {
      // Node compares it with the request's; by default it is what the module is for.
      protocol: isGiven ? (protocol ?? undefined) : undefined,
      defaultPort: replaced?.defaultPort,
      keepAlive: replaced?.keepAlive,
      maxSockets: replaced?.maxSockets,
      addRequest(request) {
        // Whoever looks sees what was asked for.
        request.agent = replaced
        carry(request)
      },
    }
  }

  #withWire(use: (wire: Wire) => void): void {
    this.#wire ??= loadWire(this.#pump).then((wire) => (this.#wire = wire))
    if ('then' in this.#wire) void this.#wire.then(use)
    else use(this.#wire)
  }
}

/** Calls back where a client does not send its request at once: it may take any time, and nobody waits for that. */
function whenIdle(client: ClientEnd, callback: () => void): void {
  nextTurn(() =>
    nextTurn(() => {
      if (client.bytesWritten === 0) callback()
    }),
  )
}
