// What a client and the server can do and expect in a scenario with a contract: the same steps as without one, in the
// contract's words. Where a contract says how to join a group, joining is its message and the answer to that.
import type { CompiledContract } from '../contract/compiled.ts'
import type {
  AnyContract,
  DownMessage,
  DownName,
  GroupKind,
  UpMessage,
  UpName,
} from '../contract/contract.ts'
import { type AskTerms, groupName } from '../contract/group-terms.ts'
import type { Fillable } from '../contract/message-types.ts'
import { mistake } from '../errors.ts'
import { checkPattern } from '../match/check.ts'
import { asPattern, type PatternFor } from '../match/pattern-for.ts'
import { showText, showValue } from '../match/show.ts'
import type { Sendable } from '../mock/sendable.ts'
import { type RawActor, rawActor } from './actor.ts'
import { locate } from './call-site.ts'
import { type RawServer, rawServer } from './server-actor.ts'
import type { ExpectStep, Step, Wanted } from './step.ts'

/** A message that is expected among others: its name, or its name and what it is like. */
type AnyOrder<K extends AnyContract> = {
  [N in DownName<K>]: N | readonly [name: N, is: PatternFor<DownMessage<K, N>>]
}[DownName<K>]

/** A client of a scenario with a contract. Each call makes a step; nothing happens until the scenario runs. */
export interface Actor<K extends AnyContract> extends Omit<
  RawActor,
  'send' | 'expect' | 'expectInAnyOrder' | 'ignore' | 'joinGroup' | 'leaveGroup'
> {
  /**
   * Sends one message of the contract. A matcher in it stands for its example at that moment: `ref('id')` sends what was
   * captured.
   */
  send<N extends UpName<K>>(name: N, message: Fillable<UpMessage<K, N>>): Step
  /** The next frame that is not ignored is this message. @param is what it is like; any part may be left out */
  expect<N extends DownName<K>>(name: N, is?: PatternFor<DownMessage<K, N>>): ExpectStep
  /** The next frames are these messages, one each, in whatever order they come. */
  expectInAnyOrder(messages: readonly AnyOrder<K>[]): ExpectStep
  /** From here on such messages are as if they had not come, those included that wait to be expected. */
  ignore<N extends DownName<K>>(name: N, is?: PatternFor<DownMessage<K, N>>): Step
  /**
   * Becomes a member: sends what the contract has for it, and awaits the answer, whatever else comes in between. Where
   * the contract has nothing, the mock is told directly.
   */
  joinGroup(kind: GroupKind<K>, key: string): Step
  /** Stops being a member, in the same way. */
  leaveGroup(kind: GroupKind<K>, key: string): Step
}

/** A group of a contract: its kind and its key. */
type Group<K extends AnyContract> = readonly [kind: GroupKind<K>, key: string]
type Named = Pick<RawActor, 'name'>

/** The server's side of a scenario with a contract. */
export interface Server<K extends AnyContract> extends Omit<RawServer, 'send' | 'broadcast'> {
  /** Sends one message to one client. */
  send<N extends DownName<K>>(
    name: N,
    message: Fillable<DownMessage<K, N>>,
    options: { readonly to: Named },
  ): Step
  /** Sends to the members of a group at that instant, of several groups, or to everybody. */
  broadcast<N extends DownName<K>>(
    name: N,
    message: Fillable<DownMessage<K, N>>,
    audience?: {
      readonly group?: Group<K>
      readonly groups?: readonly Group<K>[]
      readonly except?: Named
    },
  ): Step
}

/** Makes the actor of one client. */
export function contractActor(contract: CompiledContract, client: string): Actor<AnyContract> {
  const raw = rawActor(client)
  const { connect, expectClose, expectNothing, close, cut, ping } = raw
  const wanted = (attempted: string, name: string, is: PatternFor<unknown> | undefined): Wanted => {
    contract.message(attempted, 'serverToClient', name)
    if (is === undefined) return { name }
    checkPattern(is, attempted)
    return { name, pattern: asPattern(is) }
  }
  const membership = (call: 'joinGroup' | 'leaveGroup', kind: string, key: string): Step => {
    const attempted = `${client}.${call}(${showValue(kind)}, ${showValue(key)})`
    if (typeof key !== 'string' || key === '') {
      throw mistake(attempted, `the key is ${showValue(key)}`, 'Give the key of a group, a string')
    }
    const terms = contract.group(attempted, kind)
    const ask = call === 'joinGroup' ? terms.join : terms.leave
    if (ask === undefined) return { do: call, client, group: groupName(kind, key) }
    return { do: 'together', branches: [asking(contract, client, ask, key)], as: { call, client, kind, key } }
  }
  // Own properties, as of a raw actor: each() goes through them.
  const actor: Actor<AnyContract> = {
    name: client,
    connect,
    expectClose,
    expectNothing,
    close,
    cut,
    ping,
    send(name, message) {
      const attempted = `${client}.send(${showText(name)})`
      contract.message(attempted, 'clientToServer', name)
      return locate({ do: 'send', client, name, message: message as Sendable }, actor.send)
    },
    expect(name, is) {
      const what = wanted(`${client}.expect(${showText(name)})`, name, is)
      return locate({ do: 'expect', client, ...what }, actor.expect)
    },
    expectInAnyOrder(messages) {
      const attempted = `${client}.expectInAnyOrder()`
      if (!Array.isArray(messages) || messages.length === 0) {
        throw mistake(attempted, `${showValue(messages)} is not a list`, "Write ['said', ['joined', { … }]]")
      }
      const all = messages.map((one) =>
        typeof one === 'string' ? wanted(attempted, one, undefined) : wanted(attempted, one[0], one[1]),
      )
      return locate({ do: 'expectInAnyOrder', client, messages: all }, actor.expectInAnyOrder)
    },
    ignore(name, is) {
      const what = wanted(`${client}.ignore(${showText(name)})`, name, is)
      return locate({ do: 'ignore', client, ...what }, actor.ignore)
    },
    joinGroup: (kind, key) => locate(membership('joinGroup', kind, key), actor.joinGroup),
    leaveGroup: (kind, key) => locate(membership('leaveGroup', kind, key), actor.leaveGroup),
  }
  return actor
}

/** What a client says to join or leave, and the answer it waits for. */
function asking(
  contract: CompiledContract,
  client: string,
  { by, ack, key }: AskTerms,
  value: string,
): readonly Step[] {
  const ask: Step = { do: 'send', client, name: by, message: key.make(value) as Sendable }
  if (ack === undefined) return [ask]
  const { known, required } = contract.messages.get('serverToClient', ack).fields
  const { field } = key
  // An answer that says which group it is about has to be about this one.
  const saysKey = field !== undefined && (required.has(field) || known?.has(field) === true)
  return [
    ask,
    { do: 'expect', client, name: ack, ...(saysKey ? { pattern: { [field]: value } } : {}), amid: true },
  ]
}

/** Makes the server's side. */
export function contractServer(contract: CompiledContract): Server<AnyContract> {
  const toName = (attempted: string, [kind, key]: Group<AnyContract>): string => {
    contract.group(attempted, kind)
    return groupName(kind, key)
  }
  const server: Server<AnyContract> = {
    close: rawServer.close,
    send(name, message, options) {
      const attempted = `server.send(${showText(name)})`
      contract.message(attempted, 'serverToClient', name)
      const step = rawServer.send(message as Sendable, options)
      return locate({ ...step, name } as Step, server.send)
    },
    broadcast(name, message, { group, groups, except } = {}) {
      const attempted = `server.broadcast(${showText(name)})`
      contract.message(attempted, 'serverToClient', name)
      const step = rawServer.broadcast(message as Sendable, {
        ...(group === undefined ? {} : { group: toName(attempted, group) }),
        ...(groups === undefined ? {} : { groups: groups.map((one) => toName(attempted, one)) }),
        ...(except === undefined ? {} : { except }),
      })
      return locate({ ...step, name } as Step, server.broadcast)
    },
  }
  return server
}
