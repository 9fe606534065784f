// The interception of new sockets, made by a global WebSocket or by an upgrade request of Node's: replaces the class
// while somebody wants it, asks in turn who answers, lets through what nobody answers, and restores exactly what was there.
import { HttpInterception } from './intercept-http/http-interception.ts'
import { fanOutOver, MemoryLink } from './memory/link.ts'
import { linkEvents } from './memory/event-lineage.ts'
import { Pump } from './memory/pump.ts'
import { type Realm, realmOf } from './memory/realm.ts'
import { type Answer, createWebSocketClass } from './memory/web-socket.ts'
import type { WebSocketClass } from './memory/let-through.ts'
import type { Dialled, FanOut, Link } from './port.ts'
import { strictest, type UnhandledPolicy } from './unhandled.ts'

/** Somebody who answers sockets: the mocks of a test. */
export interface Interceptor {
  /** The mock's end for this socket, or undefined where it is another's. What it throws, the constructor throws. */
  answer(dialled: Dialled, link: Link): Answer | undefined
  /** What it wants done with sockets nobody answers. */
  readonly unhandled: UnhandledPolicy
  /** Told of such a socket. With `error` the socket is refused; with the others it is a real one. */
  onUnhandled(url: string, policy: UnhandledPolicy): void
}

/** Takes an interceptor away again. */
export type Uninstall = () => void

type Scope = typeof globalThis

// A global scope has one WebSocket, hence one interception; it is kept for the next test, not for the scope's lifetime.
const interceptions = new WeakMap<object, Interception>()

/** The interception of a global scope; idle until somebody is added. */
export function interceptionOf(scope: Scope = globalThis): Interception {
  let interception = interceptions.get(scope)
  if (interception === undefined) interceptions.set(scope, (interception = new Interception(scope)))
  return interception
}

export class Interception {
  readonly #scope: Scope
  readonly #pump = new Pump()
  readonly #interceptors: Interceptor[] = []
  readonly #fanOutInMemory = fanOutOver(this.#pump)
  #http: HttpInterception | undefined
  #restore: Uninstall | undefined
  #ours: WebSocketClass | undefined
  #realm: Realm | undefined
  /** What each class of ours stands in front of. */
  readonly #originals = new WeakMap<object, PropertyDescriptor | undefined>()
  /** A socket is being made that nobody answers. */
  #isPast = false
  readonly #past = new WeakSet<object>()

  constructor(scope: Scope) {
    this.#scope = scope
  }

  /** How mocks give one frame to many of this network. */
  readonly fanOut: FanOut = (links, frame) => {
    if (this.#http?.isUsed !== true) return this.#fanOutInMemory(links, frame)
    this.#fanOutInMemory(
      links.filter((link) => link instanceof MemoryLink),
      frame,
    )
    for (const link of links) if (!(link instanceof MemoryLink)) link.deliver(frame)
  }

  /** Resolves when nothing is in flight. */
  idle(): Promise<void> {
    return this.#pump.idle()
  }

  /** Calls back when what is in flight now has arrived, before what is put in flight later. */
  afterArrival(callback: () => void): void {
    this.#pump.carry(() => {
      if (this.#http === undefined) callback()
      else this.#http.whenAnswered(callback)
      return true
    })
  }

  /** The scope's own WebSocket, whether ours stands in its place or not. */
  get realWebSocket(): WebSocketClass {
    return this.#classOf(this.#behindOurs(this.#present()))
  }

  /** Makes sockets that nobody answers, for a mock that passes on what it hears. @param make makes them at once */
  past<Made extends object>(make: () => Made): Made {
    this.#isPast = true
    try {
      const made = make()
      this.#past.add(made)
      return made
    } finally {
      this.#isPast = false
    }
  }

  /** Whether a socket was made so: for those who see it later, as an interception beside this one does. */
  isPast(socket: object): boolean {
    return this.#past.has(socket)
  }

  get interceptors(): readonly Interceptor[] {
    return this.#interceptors
  }

  /** Adds who answers; those added first are asked first. The class is replaced from the first on, restored after the last. */
  add(interceptor: Interceptor): Uninstall {
    this.#interceptors.push(interceptor)
    this.#restore ??= this.#install()
    return () => {
      const index = this.#interceptors.indexOf(interceptor)
      if (index === -1) return
      this.#interceptors.splice(index, 1)
      if (this.#interceptors.length > 0) return
      this.#restore?.()
      this.#restore = undefined
    }
  }

  #install(): Uninstall {
    const restoreClass = this.#replaceClass()
    // Node's modules are the process's, so they go with its own global scope and no other.
    if (this.#scope === globalThis) {
      this.#http ??= HttpInterception.on(this.#pump, (dialled, link) => this.#connect(dialled, link))
    }
    this.#http?.install()
    return () => {
      this.#http?.uninstall()
      restoreClass()
    }
  }

  #replaceClass(): Uninstall {
    const scope = this.#scope
    // Looking makes Node load its own client, some 15 ms once a process. Only what was seen can be restored exactly.
    const ours = this.#class(this.#behindOurs(this.#present()))
    Object.defineProperty(scope, 'WebSocket', {
      value: ours,
      writable: true,
      configurable: true,
      enumerable: false,
    })
    this.#linkEvents(scope)
    return () => {
      const present = this.#present()
      const before = this.#behindOurs(present)
      // Whoever replaced the class after us owns it now; ours lets everything through when nobody answers.
      if (before === present) return
      if (before === undefined) Reflect.deleteProperty(scope, 'WebSocket')
      else Object.defineProperty(scope, 'WebSocket', before)
    }
  }

  // An environment (jsdom, happy-dom) is a new scope's worth of classes in the same scope: its Event tells. And who stands
  // in front of one of our classes lets sockets through to it, so what that one lets through must never come back to him.
  #class(original: PropertyDescriptor | undefined): WebSocketClass {
    const { Event } = this.#scope
    const before = this.#ours && this.#originals.get(this.#ours)
    const isTheSame = before?.value === original?.value && before?.get === original?.get
    if (this.#ours !== undefined && this.#realm?.Event === Event && isTheSame) return this.#ours
    this.#realm = realmOf(this.#scope)
    this.#ours = createWebSocketClass({
      realm: this.#realm,
      pump: this.#pump,
      connect: (dialled, link) => this.#connect(dialled, link),
      original: () => this.#classOf(original),
    })
    this.#originals.set(this.#ours, original)
    return this.#ours
  }

  #present(): PropertyDescriptor | undefined {
    return Object.getOwnPropertyDescriptor(this.#scope, 'WebSocket')
  }

  /** The property as it is without ours: others give back what they found, and that may be a class of ours. */
  #behindOurs(property: PropertyDescriptor | undefined): PropertyDescriptor | undefined {
    const value: unknown = property?.value
    return typeof value === 'function' && this.#originals.has(value) ? this.#originals.get(value) : property
  }

  #connect(dialled: Dialled, link: Link): Answer | 'bypass' {
    if (this.#isPast) return 'bypass'
    for (const interceptor of this.#interceptors) {
      const answer = interceptor.answer(dialled, link)
      if (answer !== undefined) return answer
    }
    // An ordinary request to somewhere else, or Parley's own: none of a mock's business.
    if (dialled.polls === true || dialled.isOwn === true) return 'bypass'
    const policy = strictest(this.#interceptors.map(({ unhandled }) => unhandled))
    for (const interceptor of this.#interceptors) interceptor.onUnhandled(dialled.url, policy)
    if (policy !== 'error') return 'bypass'
    link.reject(502, 'no mock answers this URL')
    return { mock: NOBODY }
  }

  #classOf(property: PropertyDescriptor | undefined): WebSocketClass {
    const value: unknown = property?.get === undefined ? property?.value : property.get.call(this.#scope)
    if (typeof value === 'function') return value as WebSocketClass
    throw new TypeError(
      'No mock answers this URL, and this environment has no WebSocket of its own to fall back to.',
    )
  }

  // In Node our events are of classes of our own, which cost a fraction; linked, `instanceof MessageEvent` holds for them.
  #linkEvents(scope: Scope): void {
    if (this.#realm !== undefined) linkEvents(this.#realm, scope)
  }
}

const NOBODY: Answer['mock'] = { frame() {}, closing() {}, closed() {} }
