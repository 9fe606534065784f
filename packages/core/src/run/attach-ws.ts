// `attachWsMock`: a mock beside what an existing HTTP server does, from this call to the end of its scope. Starts and
// ends no server.
import { checkKind, checkOptionNames, mistake } from '../errors.ts'
import type { AnyContract } from '../contract/contract.ts'
import type { ContractRuleSource } from '../mock/contract-rule.ts'
import { definitionOf, type MockSource, type SourceArguments, sourceOf } from '../mock/source.ts'
import type { MockUrl } from '../mock/url-pattern.ts'
import { attachmentOf } from '../transports/socket/http-attachment.ts'
import { checkHttpServer, type HttpServer } from '../transports/socket/http-server.ts'
import { LIMIT_NAMES, limitsOf, type SocketLimits } from '../transports/socket/limits.ts'
import { originCheck, type OriginOptions } from '../transports/socket/origins.ts'
import { SocketNetwork } from '../transports/socket/network.ts'
import { throwAll } from './mock-ws.ts'
import { ContractMock, type ContractWsMock } from './contract-ws-mock.ts'
import { endAll, mountMock, pathOfContract } from './mounted-mock.ts'
import type { WsMock } from './ws-mock.ts'

export interface AttachWsOptions extends SocketLimits, OriginOptions {
  /** `/chat`, `/rooms/:room`, `/feeds/*`, a RegExp or URLPattern for the whole URL. Upgrades to other paths are left alone. */
  readonly path: MockUrl
  /** Whether messages are compressed for clients that offer it (RFC 7692). Default false. */
  readonly perMessageDeflate?: boolean | undefined
}

/** A mock beside other things on an HTTP server. Ends with its scope: `await using chat = attachWsMock(…)`. */
export interface AttachedWsMock extends WsMock, AsyncDisposable {
  /**
   * Closes what is open with 1001 and leaves the server as it was. Called by `await using`; again, it does nothing.
   *
   * @throws what a handler threw meanwhile, or a message that no rule matched where that is an error
   */
  [Symbol.asyncDispose](): Promise<void>
}

/** The same of a mock with a contract. */
export interface AttachedContractWsMock<K extends AnyContract> extends ContractWsMock<K>, AsyncDisposable {}

/** Options beside a contract, whose path is the default. */
export type AttachContractWsOptions = Omit<AttachWsOptions, 'path'> & Partial<Pick<AttachWsOptions, 'path'>>

/**
 * The same with a contract: the mock does what the contract promises, checks every message of either side, and its handle
 * speaks the contract's words.
 *
 * @param rules come before what the contract implies: `({ on }) => [on('say')…]`
 */
export function attachWsMock<K extends AnyContract>(
  server: HttpServer,
  contract: K,
  rules?: ContractRuleSource<K>,
  options?: AttachContractWsOptions,
): AttachedContractWsMock<K>
/**
 * Mocks the WebSockets on a path of an HTTP server of Node that is there already, listening or not. Requests, and
 * upgrades to other paths, go where they went before.
 *
 * @param source rules, a function that makes them, `mock(rules, options)`, or of several by path the one for this path
 * @throws MistakeError for what is no HTTP server, a path that has a mock already, an option that is none, or rules that are not finished
 */
export function attachWsMock(server: HttpServer, source: MockSource, options: AttachWsOptions): AttachedWsMock
export function attachWsMock(
  server: HttpServer,
  ...given: SourceArguments<AttachContractWsOptions>
): AttachedWsMock | AttachedContractWsMock<AnyContract> {
  const { source, options = {}, contract } = sourceOf(given)
  const attempted = 'attachWsMock()'
  checkOptionNames(attempted, options, ['path', 'perMessageDeflate', 'origins', ...LIMIT_NAMES])
  checkHttpServer(attempted, server)
  checkKind(attempted, 'perMessageDeflate', options.perMessageDeflate, 'boolean', 'Give true or false')
  const path = options.path ?? pathOfContract(source)
  if (path === undefined) {
    throw mistake(attempted, 'the path is missing', "Say which upgrades are the mock's: { path: '/chat' }")
  }
  const limits = limitsOf(attempted, options)
  const network = new SocketNetwork(
    limits,
    options.perMessageDeflate ?? false,
    originCheck(attempted, options),
  )
  const definition = definitionOf(attempted, source, path)
  const mounted = mountMock(attempted, attachmentOf(server), network, limits, path, definition)
  let ending: Promise<void> | undefined
  const end = async (): Promise<void> => {
    const errors = await endAll([mounted])
    await network.destroy()
    throwAll(errors)
  }
  const handle = contract === undefined ? mounted.live : new ContractMock(contract, () => mounted.live)
  return Object.assign(handle, { [Symbol.asyncDispose]: (): Promise<void> => (ending ??= end()) })
}
