// The handle of a mock with a contract: what ws-mock.ts says, in the contract's words. Says everything through the mock's
// own handle; owns nothing.
import type { CompiledContract } from '../contract/compiled.ts'
import { type AnyContract, compiledOf, type DownMessage } from '../contract/contract.ts'
import { groupName } from '../contract/group-terms.ts'
import { showText } from '../match/show.ts'
import type { ClientFilter } from '../mock/audience.ts'
import type { MockClient } from '../mock/client.ts'
import { inNames, rulesFor } from '../mock/contract-chain.ts'
import type { ContractAudience, ContractGroup, ContractRuleSource } from '../mock/contract-rule.ts'
import { NamedMessage } from '../mock/named-message.ts'
import type { Observed } from '../transcript/observed.ts'
import type { Transcript } from '../transcript/entry.ts'
import type { Play } from './play/types.ts'
import type { ClientOptions, MockUser, Selection, WsMock } from './ws-mock.ts'

/** Connections, from outside a rule: those for whom every field given holds. */
export interface ContractFilter<K extends AnyContract>
  extends ContractAudience<K>, Pick<ClientFilter, 'client' | 'clients'> {}

/** The connections that a filter is about. */
export interface ContractSelection<K extends AnyContract> extends Omit<Selection, 'send'> {
  /** Sends to all of them. To nobody, where there are none. */
  send<N extends keyof K['serverToClient'] & string>(name: N, message: DownMessage<K, N>): void
}

/** A group of a contract. */
export interface ContractMockGroup<K extends AnyContract> {
  /** As it is called in the transcript: `room/lobby`. */
  readonly name: string
  /** Its open members at this instant, in join order. */
  readonly members: readonly MockClient[]
  /** Sends to the members at this instant. */
  broadcast<N extends keyof K['serverToClient'] & string>(
    name: N,
    message: DownMessage<K, N>,
    options?: { readonly except?: MockClient | string },
  ): void
}

/** The handle of a mock with a contract. */
export interface ContractWsMock<K extends AnyContract> extends Omit<
  WsMock,
  'send' | 'broadcast' | 'group' | 'use' | 'where'
> {
  readonly contract: K
  /**
   * Sends to one client: the only one connected, or the one named.
   *
   * @throws MistakeError when it is not clear who is meant
   */
  send<N extends keyof K['serverToClient'] & string>(
    name: N,
    message: DownMessage<K, N>,
    options?: { readonly to?: MockClient | string },
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
  get clients(): readonly MockClient[] {
    return this.#mock('clients').clients
  }
  get users(): readonly MockUser[] {
    return this.#mock('users').users
  }
  client(options?: ClientOptions): Promise<MockClient> {
    return this.#mock('client()').client(options)
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
    options?: { readonly to?: MockClient | string },
  ): void {
    this.#mock('send()').send(this.#named('send', name, message), options)
  }

  broadcast<N extends keyof K['serverToClient'] & string>(
    name: N,
    message: DownMessage<K, N>,
    audience: ContractFilter<K> = {},
  ): void {
    this.#mock('broadcast()').broadcast(this.#named('broadcast', name, message), this.#filter(audience))
  }

  where(filter: ContractFilter<K>): ContractSelection<K> {
    const selection = this.#mock('where()').where(this.#filter(filter))
    return {
      get clients() {
        return selection.clients
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
        return group.members
      },
      broadcast: (name, message, options) =>
        group.broadcast(this.#named('broadcast', name, message), options),
    }
  }

  use(rules: ContractRuleSource<K>): void {
    // What makes rules knows this contract; its words are those of K.
    const make = rules as unknown as ContractRuleSource<AnyContract>
    this.#mock('use()').use(make(rulesFor(this.#compiled)))
  }

  #named(word: string, name: string, message: unknown): NamedMessage {
    this.#compiled.message(`${word}(${showText(name)})`, 'serverToClient', name)
    return new NamedMessage(name, message)
  }

  #filter({ client, clients, ...audience }: ContractFilter<K>): ClientFilter {
    return {
      ...inNames(audience, (group) => this.#groupName(group)),
      ...(client === undefined ? {} : { client }),
      ...(clients === undefined ? {} : { clients }),
    }
  }

  #groupName([kind, key]: ContractGroup<AnyContract>): string {
    this.#compiled.group(`the group ${showText(groupName(kind, key))}`, kind)
    return groupName(kind, key)
  }
}
