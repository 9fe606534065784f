// The handle of a mock with a contract: what ws-mock.ts says, in the contract's words. Says everything through the mock's
// own handle; owns nothing.
import type { CompiledContract } from '../contract/compiled.ts'
import { type AnyContract, compiledOf, type DownMessage } from '../contract/contract.ts'
import { checkKindAndKey, groupName } from '../contract/group-terms.ts'
import { showText, showValue } from '../match/show.ts'
import { checkAudience, type ClientFilter } from '../mock/audience.ts'
import { inNames, rulesFor } from '../mock/contract-chain.ts'
import type { ContractAudience, ContractGroup, ContractRuleSource } from '../mock/contract-rule.ts'
import { NamedMessage } from '../mock/named-message.ts'
import type { Observed } from '../transcript/observed.ts'
import type { Transcript } from '../transcript/entry.ts'
import type { Play } from './play/types.ts'
import {
  type ClientOf,
  type ContractClient,
  contractClient,
  inContractsWords,
  plainClient,
} from './contract-client.ts'
import type { ClientOptions, MockUser, Selection, WsMock } from './ws-mock.ts'

/** Connections, from outside a rule: those for whom every field given holds. */
export interface ContractFilter<K extends AnyContract> extends ContractAudience<K, ClientOf<K>> {
  readonly client?: ClientOf<K> | undefined
  readonly clients?: readonly ClientOf<K>[] | undefined
}

/** The connections that a filter is about. */
export interface ContractSelection<K extends AnyContract> extends Omit<Selection<ContractClient<K>>, 'send'> {
  /** Sends to all of them. To nobody, where there are none. */
  send<N extends keyof K['serverToClient'] & string>(name: N, message: DownMessage<K, N>): void
}

/** A group of a contract. */
export interface ContractMockGroup<K extends AnyContract> {
  /** As it is called in the transcript: `room/lobby`. */
  readonly name: string
  /** Its open members at this instant, in join order. */
  readonly members: readonly ContractClient<K>[]
  /** Sends to the members at this instant. */
  broadcast<N extends keyof K['serverToClient'] & string>(
    name: N,
    message: DownMessage<K, N>,
    options?: { readonly except?: ClientOf<K> | undefined },
  ): void
}

/** The handle of a mock with a contract. */
export interface ContractWsMock<K extends AnyContract> extends Omit<
  WsMock,
  'send' | 'broadcast' | 'group' | 'use' | 'where' | 'client' | 'clients' | 'users'
> {
  readonly contract: K
  /**
   * The oldest connection that was not handed out yet; else the next one to open. The app's own end is open by then.
   *
   * @throws ViolationError when none opens in time
   */
  client(options?: ClientOptions): Promise<ContractClient<K>>
  /** Who is connected now, in the order they opened. */
  readonly clients: readonly ContractClient<K>[]
  /** Who is connected now, by user, in the order they came. */
  readonly users: readonly MockUser<ContractClient<K>>[]
  /**
   * Sends to one client: the only one connected, or the one named.
   *
   * @throws MistakeError when it is not clear who is meant
   */
  send<N extends keyof K['serverToClient'] & string>(
    name: N,
    message: DownMessage<K, N>,
    options?: { readonly to?: ClientOf<K> | undefined },
  ): void
  /** Sends to those for whom every field of the audience holds at this instant; without any, to everybody. */
  broadcast<N extends keyof K['serverToClient'] & string>(
    name: N,
    message: DownMessage<K, N>,
    audience?: ContractFilter<K>,
  ): void
  /** The connections for which every field given holds. @throws MistakeError when no field is given */
  where(filter: ContractFilter<K>): ContractSelection<K>
  group(kind: keyof K['groups'] & string, key: string): ContractMockGroup<K>
  /** Puts rules before all others, the last call first. In a test: until its end. */
  use(rules: ContractRuleSource<K>): void
}

export class ContractMock<K extends AnyContract> implements ContractWsMock<K> {
  readonly contract: K
  readonly #compiled: CompiledContract
  readonly #mock: (attempted: string) => WsMock

  /** @param mock the mock that is meant now; it may throw where there is none */
  constructor(contract: K, mock: (attempted: string) => WsMock) {
    this.contract = contract
    this.#compiled = compiledOf('a mock', contract)
    this.#mock = mock
  }

  /** The mock that is meant now, in no contract's words. */
  raw(attempted: string): WsMock {
    return this.#mock(attempted)
  }

  get observed(): Observed {
    return this.#mock('asserting on the mock').observed
  }
  get transcript(): Transcript {
    return this.#mock('transcript').transcript
  }
  get clients(): readonly ContractClient<K>[] {
    return inContractsWords(this.#mock('clients').clients)
  }
  get users(): readonly MockUser<ContractClient<K>>[] {
    const { users } = this.#mock('users')
    return users.map(({ name, clients }) => ({ name, clients: inContractsWords(clients) }))
  }
  // Not an async method: where there is no test, the mistake is thrown at the call and not lost in a promise.
  client(options?: ClientOptions): Promise<ContractClient<K>> {
    return this.#mock('client()')
      .client(options)
      .then((client) => contractClient<K>(client))
  }
  nameNext(name: string): () => boolean {
    return this.#mock('nameNext()').nameNext(name)
  }
  close(code?: number, reason?: string): void {
    this.#mock('close()').close(code, reason)
  }
  drain(): Promise<void> {
    return this.#mock('drain()').drain()
  }
  readonly play: Play = (...args) => this.#mock('play()').play(...args)

  send<N extends keyof K['serverToClient'] & string>(
    name: N,
    message: DownMessage<K, N>,
    options: { readonly to?: ClientOf<K> | undefined } = {},
  ): void {
    const { to } = options
    const named = this.#named('send', name, message)
    this.#mock('send()').send(named, to === undefined ? {} : { to: plainClient(to) })
  }

  broadcast<N extends keyof K['serverToClient'] & string>(
    name: N,
    message: DownMessage<K, N>,
    audience: ContractFilter<K> = {},
  ): void {
    this.#mock('broadcast()').broadcast(
      this.#named('broadcast', name, message),
      this.#filter('broadcast()', audience),
    )
  }

  where(filter: ContractFilter<K>): ContractSelection<K> {
    const selection = this.#mock('where()').where(this.#filter('where()', filter))
    return {
      get clients() {
        return inContractsWords<K>(selection.clients)
      },
      send: (name, message) => selection.send(this.#named('send', name, message)),
      close: (code, reason) => selection.close(code, reason),
    }
  }

  group(kind: keyof K['groups'] & string, key: string): ContractMockGroup<K> {
    const group = this.#mock('group()').group(this.#groupName([kind, key]))
    return {
      name: group.name,
      get members() {
        return inContractsWords<K>(group.members)
      },
      broadcast: (name, message, { except } = {}) =>
        group.broadcast(
          this.#named('broadcast', name, message),
          except === undefined ? {} : { except: plainClient(except) },
        ),
    }
  }

  use(rules: ContractRuleSource<K>): void {
    // What makes rules knows this contract; its words are those of K.
    const make = rules as unknown as ContractRuleSource<AnyContract>
    this.#mock('use()').use(make(rulesFor(this.#compiled)))
  }

  #named(word: string, name: string, message: unknown): NamedMessage {
    this.#compiled.message(`${word}(${showValue(name)})`, 'serverToClient', name)
    return new NamedMessage(name, message)
  }

  #filter(attempted: string, filter: ContractFilter<K>): ClientFilter {
    checkAudience(attempted, filter)
    const { client, clients, except, ...audience } = filter
    return {
      ...inNames(audience, (group) => this.#groupName(group)),
      ...(except === undefined ? {} : { except: plainClient(except) }),
      ...(client === undefined ? {} : { client: plainClient(client) }),
      ...(clients === undefined ? {} : { clients: clients.map(plainClient) }),
    }
  }

  #groupName(group: ContractGroup<AnyContract>): string {
    const [kind, key] = checkKindAndKey(`a group of ${this.#compiled.name}`, group)
    this.#compiled.group(`the group ${showText(groupName(kind, key))}`, kind)
    return groupName(kind, key)
  }
}
