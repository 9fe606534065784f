// Stands in front of the functions of `node:http` and `node:https` that make requests, and takes itself away exactly.
// Owns the properties it replaces; who answers a request is another's to know.
import type { Agent, ClientRequest, Http, NodeModules, RequestFunction, RequestOptions } from './modules.ts'
import { asksForPolling, asksForUpgrade, mergedOptions } from './upgrade-request.ts'

/** An upgrade that does not go to the network. */
export interface Taken {
  /** Carries it instead. */
  readonly agent: Agent
  /** Node refused the request: there is nothing to carry. */
  abandon(): void
}

/** Takes an upgrade, or lets it go its way. What it throws, the request throws. */
export type Take = (options: RequestOptions, isSecure: boolean) => Taken | undefined

export class RequestHooks {
  readonly #modules: NodeModules
  readonly #take: Take
  /** Takes ours from a property, or gives the property back. */
  readonly #switches: readonly ((isOn: boolean) => void)[]
  #isOn = false
  /** Somebody may hold functions of ours as what a module exports: who imports by name. */
  #wereExported = false
  /** A request was asked about already and is on its way through Node, or through functions of ours behind others'. */
  #isPassing = false

  constructor(modules: NodeModules, take: Take) {
    this.#modules = modules
    this.#take = take
    const { http, https } = modules
    const exported = (): void => {
      this.#wereExported = true
    }
    const request = (isSecure: boolean) => (original: RequestFunction) => this.#requester(original, isSecure)
    this.#switches = [
      switchFor(http.Agent.prototype, 'addRequest', (original) => this.#carrier(original)),
      switchFor(http, 'request', request(false)),
      switchFor(http, 'get', request(false)),
      switchFor(https, 'request', request(true)),
      // Of each module the one that apps look at least.
      watchedSwitchFor(https, 'get', request(true), exported),
      watchedSwitchFor(http, 'ClientRequest', (original) => this.#classFor(original), exported),
    ]
  }

  /** Puts `take` in front of every way to make a request, until `uninstall`. */
  install(): void {
    this.#isOn = true
    this.#wereExported = false
    for (const each of this.#switches) each(true)
    this.#modules.syncBuiltinESMExports()
  }

  uninstall(): void {
    this.#isOn = false
    for (const each of this.#switches) each(false)
    // It goes through all modules of Node's, which takes longer than all the rest of a mock's life.
    if (this.#wereExported) this.#modules.syncBuiltinESMExports()
  }

  // ── what stands in front ─────────────────────────────────────────────────────────────────────────────────────────

  #requester(original: RequestFunction, isSecure: boolean): RequestFunction {
    const make = (args: unknown[], call: Call): ClientRequest => this.#make(args, isSecure, call)
    const ours = function (this: unknown, ...args: unknown[]): ClientRequest {
      return make(args, (others) => Reflect.apply(original, this, others))
    }
    const shown = (value: unknown): PropertyDescriptor => ({ value, configurable: true })
    return Object.defineProperties(ours, { name: shown(original.name), length: shown(original.length) })
  }

  #classFor(original: Http['ClientRequest']): Http['ClientRequest'] {
    return new Proxy(original, {
      construct: (_target, args: unknown[], newTarget) =>
        this.#make(args, false, (others) => Reflect.construct(original, others, newTarget) as ClientRequest),
    })
  }

  // A function that was taken out of the module earlier, `const { request } = require('http')`, comes by here alone.
  #carrier(original: Agent['addRequest']): Agent['addRequest'] {
    const takeMade = (agent: Agent, request: ClientRequest, options: unknown): Taken | undefined =>
      this.#isOn && !this.#isPassing && request.getHeader('upgrade') !== undefined
        ? this.#takeMade(agent, request, options as RequestOptions)
        : undefined
    return function (this: Agent, request: ClientRequest, options: unknown, ...legacy: unknown[]): void {
      const taken = takeMade(this, request, options)
      if (taken === undefined) Reflect.apply(original, this, [request, options, ...legacy])
      else taken.agent.addRequest(request, options)
    }
  }

  // ── what is asked ────────────────────────────────────────────────────────────────────────────────────────────────

  /** Makes a request: one that is taken from other arguments than the app's. */
  #make(args: unknown[], isSecure: boolean, original: Call): ClientRequest {
    const [first, second, third] = args
    if (!this.#isOn || this.#isPassing) return original(args)
    if (!asksForUpgrade(first, second) && !asksForPolling(first)) return original(args)
    const options = mergedOptions(first, second, this.#modules.urlToHttpOptions)
    const taken = this.#take(options, options.protocol ? options.protocol === 'https:' : isSecure)
    if (taken === undefined) return this.#pass(original, args)
    const callback = [second, third].find((argument) => typeof argument === 'function')
    try {
      return this.#pass(original, [{ ...options, agent: taken.agent, createConnection: undefined }, callback])
    } catch (error) {
      taken.abandon()
      throw error
    }
  }

  #takeMade(agent: Agent, request: ClientRequest, options: RequestOptions): Taken | undefined {
    return this.#take({ ...options, headers: request.getHeaders(), agent }, request.protocol === 'https:')
  }

  #pass(original: Call, args: unknown[]): ClientRequest {
    this.#isPassing = true
    try {
      return original(args)
    } finally {
      this.#isPassing = false
    }
  }
}

type Call = (args: unknown[]) => ClientRequest

/**
 * Switches one property. Ours is made once for what it stands in front of, as tests switch often; it is assigned, so
 * that what the property is besides its value stays as it is.
 */
function switchFor<Owner extends Record<Name, object>, Name extends string>(
  owner: Owner,
  name: Name,
  wrap: (original: Owner[Name]) => Owner[Name],
): (isOn: boolean) => void {
  /** What ours stand in front of: another gives back what he found when his time is over, and that may be one of ours. */
  const originals = new WeakMap<object, Owner[Name]>()
  let original: Owner[Name] | undefined
  let ours: Owner[Name] | undefined
  return (isOn) => {
    const present = owner[name]
    const behind = originals.get(present)
    if (isOn) {
      const wanted = behind ?? present
      if (ours === undefined || wanted !== original) {
        original = wanted
        ours = wrap(wanted)
        originals.set(ours, wanted)
      }
      owner[name] = ours
    } else if (behind !== undefined) {
      // Whoever replaced it after us owns it now; ours takes nothing any more.
      owner[name] = behind
    }
  }
}

/**
 * The same for a property that tells when it is read. Node gives all that a module exports, this included, to those who
 * import it by name; if nobody has read it, nobody has got any of ours that way.
 */
function watchedSwitchFor<Owner extends Record<Name, object>, Name extends string>(
  owner: Owner,
  name: Name,
  wrap: (original: Owner[Name]) => Owner[Name],
  onRead: () => void,
): (isOn: boolean) => void {
  const originals = new WeakMap<object, Described<Owner[Name]>>()
  let original: Described<Owner[Name]> | undefined
  let watched: PropertyDescriptor | undefined
  const watch = (described: Described<Owner[Name]>): PropertyDescriptor => {
    const ours = wrap(described.value)
    const get = (): Owner[Name] => {
      onRead()
      return ours
    }
    const set = (value: unknown): void => {
      Object.defineProperty(owner, name, { ...described, value })
    }
    for (const each of [ours, get]) originals.set(each, described)
    return { configurable: true, enumerable: true, get, set }
  }
  return (isOn) => {
    const present: TypedPropertyDescriptor<Owner[Name]> = Object.getOwnPropertyDescriptor(owner, name) ?? {}
    const { get: key = present.value } = present
    const behind = key === undefined ? undefined : originals.get(key)
    if (!isOn) {
      if (behind !== undefined) Object.defineProperty(owner, name, behind)
      return
    }
    const wanted = behind ?? (present.value === undefined ? undefined : { ...present, value: present.value })
    // Another's accessor is left alone.
    if (wanted === undefined) return
    if (watched === undefined || wanted.value !== original?.value) watched = watch(wanted)
    original = wanted
    Object.defineProperty(owner, name, watched)
  }
}

type Described<Value> = PropertyDescriptor & { readonly value: Value }
