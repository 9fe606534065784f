// A connection seen from a mock with a contract. It is the mock's own client, which the compiler knows by the contract's
// words.
import type { AnyContract, DownMessage } from '../contract/contract.ts'
import type { MockClient } from '../mock/client.ts'

/** For the compiler alone: what the contract of a client is. */
declare const itsContract: unique symbol

/** One connection's far end, of a mock with a contract. */
export interface ContractClient<K extends AnyContract> extends Omit<MockClient, 'send'> {
  /**
   * Sends one message of the contract to this connection.
   *
   * @throws MistakeError when the connection is gone, or for a message that the server does not send
   */
  send<N extends keyof K['serverToClient'] & string>(name: N, message: DownMessage<K, N>): void
  readonly [itsContract]: K
}

/** A client, or its name. */
export type ClientOf<K extends AnyContract> = ContractClient<K> | MockClient | string

/** The contract of a mock or of a client of one; undefined where it has none. */
export type ContractOf<T> = T extends { readonly contract: infer K extends AnyContract }
  ? K
  : T extends { readonly [itsContract]: infer K extends AnyContract }
    ? K
    : undefined

/** The same clients, in the words of the contract that their mock has. */
export function inContractsWords<K extends AnyContract>(
  clients: readonly MockClient[],
): readonly ContractClient<K>[] {
  return clients.map((client) => contractClient<K>(client))
}

export function contractClient<K extends AnyContract>(client: MockClient): ContractClient<K> {
  // Its `send` takes a name and a message as well.
  return client as unknown as ContractClient<K>
}

/** The same in no contract's words. */
export function plainClient<K extends AnyContract>(client: ClientOf<K>): MockClient | string {
  return client as MockClient | string
}
