// `contract()`: what may be said between clients and a server, and what is promised, as one value. Owns its public type;
// what a contract does is compiled.ts's.
import { mistake } from '../errors.ts'
import { type AnyDefinition, CompiledContract } from './compiled.ts'
import type { ContractDefinition, Discriminator, NameFieldOf } from './definition.ts'
import type { GroupTerms } from './group-terms.ts'
import type { Late, Messages, Output, WithName, Wire, WithoutName } from './message-types.ts'

/** From the global registry: a project may hold two copies of this package. */
const compiled: unique symbol = Symbol.for('@parley-ws/core/contract')

/** What may be said, and what is promised. */
export interface Contract<
  out C extends Messages = Messages,
  out S extends Messages = Messages,
  G extends string = string,
  out D = Discriminator,
> {
  readonly name: string
  /** Where clients connect. */
  readonly url: string
  /** What clients say, by name. */
  readonly clientToServer: C
  /** What the server says, by name. */
  readonly serverToClient: S
  /** The kinds of groups, by name. */
  readonly groups: { readonly [Kind in G]: GroupTerms }
  readonly discriminator: D
  readonly [compiled]: CompiledContract
}

/** Any contract. */
export type AnyContract = Contract<Messages, Messages, string, unknown>

// Where authors write a name, its type is written out and not by these: a compiler error then lists the names, while an
// alias would be shown with the whole contract.
/** The names of what clients say. */
export type UpName<K extends AnyContract> = keyof K['clientToServer'] & string
/** The names of what the server says. */
export type DownName<K extends AnyContract> = keyof K['serverToClient'] & string
/** The kinds of groups. */
export type GroupKind<K extends AnyContract> = keyof K['groups'] & string
/** What clients send under a name: the input of its schema, without the name. */
export type UpMessage<K extends AnyContract, N extends UpName<K>> = Late<
  N,
  WithoutName<Wire<K['clientToServer'][N]>, NameFieldOf<K['discriminator']>>
>
/** What the server sends under a name: the input of its schema, without the name. */
export type DownMessage<K extends AnyContract, N extends DownName<K>> = Late<
  N,
  WithoutName<Wire<K['serverToClient'][N]>, NameFieldOf<K['discriminator']>>
>
/** A whole message of the server, with its name, before it is encoded; `unknown` where the name is not in a field. */
export type DownWire<K extends AnyContract> = {
  [N in DownName<K>]: WithName<Wire<K['serverToClient'][N]>, N, K['discriminator']>
}[DownName<K>]
/** What a handler sees of a client's message: the output of its schema. */
export type UpOutput<K extends AnyContract, N extends UpName<K>> = Output<K['clientToServer'][N]>

/**
 * Writes down what may be said over a connection, and what is promised.
 *
 * @param name what it is called in messages and reports
 * @throws MistakeError when it contradicts itself: a name that no message has, a key that is no field, a delivered
 * message with a required field that has no source
 */
export function contract<
  const C extends Messages,
  const S extends Messages,
  G extends string = never,
  const D extends Discriminator = 'type',
>(name: string, definition: ContractDefinition<C, S, G, D>): Contract<C, S, G, D> {
  const { clientToServer, serverToClient, url, discriminator } = definition
  // Forgets the types of the messages, which the compiler has checked against each other.
  const made = new CompiledContract(name, definition as unknown as AnyDefinition)
  return {
    name,
    url,
    clientToServer,
    serverToClient,
    groups: Object.fromEntries(made.groups) as { readonly [Kind in G]: GroupTerms },
    discriminator: (discriminator ?? 'type') as D,
    [compiled]: made,
  }
}

/** Whether a value is a contract, also one made by another copy of this module. */
export function isContract(value: unknown): value is AnyContract {
  return typeof value === 'object' && value !== null && compiled in value
}

/** What a contract does. @throws MistakeError for anything but a contract */
export function compiledOf(attempted: string, value: unknown): CompiledContract {
  if (isContract(value)) return value[compiled]
  if (value instanceof CompiledContract) return value
  throw mistake(attempted, 'the contract is none', "Make it with contract('name', { … })")
}
