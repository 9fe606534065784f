// Stands in front of the functions of `node:http` and `node:https` that make requests, and takes itself away exactly.
// Owns the properties it replaces; who answers a request is another's to know.
import {
  type Agent,
  type ClientRequest,
  type Http,
  type Https,
  type NodeModules,
  type RequestFunction,
  type RequestOptions,
} from './modules.ts'
import { asksForUpgrade, mergedOptions } from './upgrade-request.ts'

/** An upgrade that does not go to the network. */
export interface Taken {
  /** Carries it instead. */
  readonly agent: Agent
  /** Node refused the request: there is nothing to carry. */
  abandon(): void
}

/** Takes an upgrade, or lets it go its way. What it throws, the request throws. */
export type Take = (options: RequestOptions, isSecure: boolean) => Taken | undefined

/** Puts `take` in front of every way to make a request. Returns what undoes it. */
export function hookRequests(modules: NodeModules, take: Take): () => void {
  const { http, https, urlToHttpOptions, syncBuiltinESMExports } = modules
  let isOver = false
  /** An upgrade is on its way to the network that was asked about already. */
  let isPassing = false
  const passing = <Result>(request: () => Result): Result => {
    isPassing = true
    try {
      return request()
    } finally {
      isPassing = false
    }
  }

  /** Makes a request: one that is taken from other arguments than the app's. */
  const make = (
    args: unknown[],
    isSecure: boolean,
    original: (args: unknown[]) => ClientRequest,
  ): ClientRequest => {
    const [first, second, third] = args
    if (isOver || !asksForUpgrade(first, second)) return original(args)
    const options = mergedOptions(first, second, urlToHttpOptions)
    const taken = take(options, options.protocol ? options.protocol === 'https:' : isSecure)
    if (taken === undefined) return passing(() => original(args))
    const callback = [second, third].find((argument) => typeof argument === 'function')
    try {
      return original([{ ...options, agent: taken.agent, createConnection: undefined }, callback])
    } catch (error) {
      taken.abandon()
      throw error
    }
  }
  // A function that was taken out of the module earlier, `const { request } = require('http')`, comes by here alone.
  const { addRequest } = http.Agent.prototype
  const takeMade = (agent: Agent, request: ClientRequest, options: RequestOptions): Taken | undefined =>
    take({ ...options, headers: request.getHeaders(), agent }, request.protocol === 'https:')
  const carry = function (this: Agent, request: ClientRequest, options: unknown, ...legacy: unknown[]): void {
    const isUpgrade = !isOver && !isPassing && request.getHeader('upgrade') !== undefined
    const taken = isUpgrade ? takeMade(this, request, options as RequestOptions) : undefined
    if (taken === undefined) Reflect.apply(addRequest, this, [request, options, ...legacy])
    else taken.agent.addRequest(request, options)
  }

  const requester = (original: RequestFunction, isSecure: boolean): RequestFunction => {
    const ours = function (this: unknown, ...args: unknown[]): ClientRequest {
      return make(args, isSecure, (others) => Reflect.apply(original, this, others))
    }
    const shown = (value: unknown): PropertyDescriptor => ({ value, configurable: true })
    return Object.defineProperties(ours, { name: shown(original.name), length: shown(original.length) })
  }

  const undo = [
    replace(http.Agent.prototype, 'addRequest', carry),
    replace(http, 'request', requester(http.request, false)),
    replace(http, 'get', requester(http.get, false)),
    replace(https, 'request', requester(https.request, true)),
    replace(https, 'get', requester(https.get, true)),
    replace(
      http,
      'ClientRequest',
      new Proxy(http.ClientRequest, {
        construct: (original, args: unknown[], newTarget) =>
          make(args, false, (others) => Reflect.construct(original, others, newTarget) as ClientRequest),
      }),
    ),
  ]
  syncBuiltinESMExports()
  return () => {
    isOver = true
    for (const each of undo) each()
    syncBuiltinESMExports()
  }
}

function replace<Owner extends Http | Https | Agent, Name extends keyof Owner & string>(
  owner: Owner,
  name: Name,
  ours: Owner[Name],
): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, name)
  if (before === undefined) return () => {}
  Object.defineProperty(owner, name, { ...before, value: ours })
  return () => {
    // Whoever replaced it after us owns it now; ours takes nothing any more.
    if (owner[name] === ours) Object.defineProperty(owner, name, before)
  }
}
