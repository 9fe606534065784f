// What a client and the server can do and expect in a scenario with a contract: the same steps as without one, in the
// contract's words. Where a contract says how to join a group, joining is its message and the answer to that.
import type { CompiledContract } from '../contract/compiled.ts'
import type { AnyContract, DownMessage, UpMessage } from '../contract/contract.ts'
import { type AskTerms, checkKindAndKey, groupName } from '../contract/group-terms.ts'
import type { Fillable, Late } from '../contract/message-types.ts'
import { checkOptionNames, mistake } from '../errors.ts'
import { checkPattern } from '../match/check.ts'
import { asPattern, type PatternFor } from '../match/pattern-for.ts'
import { showKey, showText, showValue } from '../match/show.ts'
import type { Sendable } from '../mock/sendable.ts'
import { copyBytes, type Direction, isBytes } from '../wire/frame.ts'
import { type RawActor, rawActor } from './actor.ts'
import { locate } from './call-site.ts'
import { holdsMatcher } from '../match/filled-in.ts'
import { type RawServer, rawServer } from './server-actor.ts'
import type { ExpectStep, Step, Wanted } from './step.ts'

/** Messages that are expected in any order: the name of each, or its name and what it is like. */
type InAnyOrder<K extends AnyContract, Names extends readonly (keyof K['serverToClient'] & string)[]> = {
  readonly [I in keyof Names]:
    | Names[I]
    | readonly [name: Names[I], is: Late<Names[I], PatternFor<DownMessage<K, Names[I]>>>]
}

/** A client of a scenario with a contract. Each call makes a step; nothing happens until the scenario runs. */
export interface Actor<K extends AnyContract> extends Omit<
  RawActor,
  'send' | 'expect' | 'expectInAnyOrder' | 'ignore' | 'joinGroup' | 'leaveGroup'
> {
  /**
   * Sends one message of the contract. A matcher in it stands for its example at that moment: `ref('id')` sends what was
   * captured.
   */
  send<N extends keyof K['clientToServer'] & string>(
    name: N,
    message: Late<N, Fillable<UpMessage<K, N>>>,
  ): Step
  /** The next frame that is not ignored is this message. @param is what it is like; any part may be left out */
  expect<N extends keyof K['serverToClient'] & string>(
    name: N,
    is?: Late<N, PatternFor<DownMessage<K, N>>>,
  ): ExpectStep
  /** The next frames are these messages, one each, in whatever order they come. */
  expectInAnyOrder<const Names extends readonly (keyof K['serverToClient'] & string)[]>(
    messages: InAnyOrder<K, Names>,
  ): ExpectStep
  /** From here on such messages are as if they had not come, those included that wait to be expected. */
  ignore<N extends keyof K['serverToClient'] & string>(
    name: N,
    is?: Late<N, PatternFor<DownMessage<K, N>>>,
  ): Step
  /**
   * Becomes a member: sends what the contract has for it, and awaits the answer, whatever else comes in between. Where
   * the contract has nothing, the mock is told directly.
   */
  joinGroup(kind: keyof K['groups'] & string, key: string): Step
  /** Stops being a member, in the same way. */
  leaveGroup(kind: keyof K['groups'] & string, key: string): Step
}

/** A group of a contract: its kind and its key. */
type Group<K extends AnyContract> = readonly [kind: keyof K['groups'] & string, key: string]
type Named = Pick<RawActor, 'name'>

/** The server's side of a scenario with a contract. */
export interface Server<K extends AnyContract> extends Omit<RawServer, 'send' | 'broadcast'> {
  /** Sends one message to one client. */
  send<N extends keyof K['serverToClient'] & string>(
    name: N,
    message: Late<N, Fillable<DownMessage<K, N>>>,
    options: { readonly to: Named },
  ): Step
  /** Sends to the members of a group at that instant, of several groups, or to everybody. */
  broadcast<N extends keyof K['serverToClient'] & string>(
    name: N,
    message: Late<N, Fillable<DownMessage<K, N>>>,
    audience?: {
      readonly group?: Group<K> | undefined
      readonly groups?: readonly Group<K>[] | undefined
      readonly except?: Named | undefined
    },
  ): Step
}

/** Makes the actor of one client. */
export function contractActor(contract: CompiledContract, client: string): Actor<AnyContract> {
  const raw = rawActor(client)
  const { connect, expectClose, expectNothing, close, cut, hold, release, ping } = raw
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
    return {
      do: 'together',
      branches: [asking(contract, client, ask, key, attempted)],
      as: { call, client, kind, key },
    }
  }
  // Own properties, as of a raw actor: each() goes through them.
  const actor: Actor<AnyContract> = {
    name: client,
    connect,
    expectClose,
    expectNothing,
    close,
    cut,
    hold,
    release,
    ping,
    send(name, message) {
      const attempted = `${client}.send(${showValue(name)})`
      contract.message(attempted, 'clientToServer', name)
      const own = ownMessage(contract, 'clientToServer', name, message)
      return locate({ do: 'send', client, name, message: own }, actor.send)
    },
    expect(name, is) {
      const what = wanted(`${client}.expect(${showValue(name)})`, name, is as PatternFor<unknown> | undefined)
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
      const what = wanted(`${client}.ignore(${showValue(name)})`, name, is as PatternFor<unknown> | undefined)
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
  attempted: string,
): readonly Step[] {
  const asked = contract.messages.get('clientToServer', by).fields
  const message = key.make(value)
  checkAsked(attempted, contract, by, message)
  const { field } = key
  if (field !== undefined && asked.types.get(field) === 'number' && !Number.isFinite(Number(value))) {
    throw mistake(
      attempted,
      `the key ${showKey(field)} of ${showKey(by)} is a number`,
      "Write it as text: '42'",
    )
  }
  const ask: Step = { do: 'send', client, name: by, message: message as Sendable }
  if (ack === undefined) return [ask]
  const { known, required, types } = contract.messages.get('serverToClient', ack).fields
  // An answer that says which group it is about has to be about this one.
  const saysKey = field !== undefined && (required.has(field) || known?.has(field) === true)
  const told = field !== undefined && types.get(field) === 'number' ? Number(value) : value
  return [
    ask,
    { do: 'expect', client, name: ack, ...(saysKey ? { pattern: { [field]: told } } : {}), amid: true },
  ]
}

/** @throws MistakeError where a key alone does not make the message */
function checkAsked(attempted: string, contract: CompiledContract, by: string, message: unknown): void {
  const { fields, describesName } = contract.messages.get('clientToServer', by)
  const made = typeof message === 'object' && message !== null ? message : {}
  const missing = [...fields.required].filter(
    (field) => !Object.hasOwn(made, field) && !(describesName && field === contract.nameField),
  )
  if (missing.length === 0) return
  throw mistake(
    attempted,
    `${showKey(by)} requires ${missing.map(showKey).join(', ')}, which the key alone does not give`,
    `Write ${attempted.split('.')[0] ?? ''}.send(${showText(by)}, { … }), or give the contract a key { of, make }`,
  )
}

/** The message as a step may keep it: bytes are copied. @throws MistakeError when it has no form on the wire */
function ownMessage(
  contract: CompiledContract,
  direction: Direction,
  name: string,
  message: unknown,
): Sendable {
  const own = isBytes(message) ? copyBytes(message) : message
  // What a matcher will stand for is known when the step is performed, and checked then.
  if (!holdsMatcher(own)) contract.write(direction, name, own)
  return own as Sendable
}

/** Makes the server's side. */
export function contractServer(contract: CompiledContract): Server<AnyContract> {
  const toName = (attempted: string, group: Group<AnyContract>): string => {
    const [kind, key] = checkKindAndKey(attempted, group)
    contract.group(attempted, kind)
    return groupName(kind, key)
  }
  const server: Server<AnyContract> = {
    close: rawServer.close,
    send(name, message, options) {
      const attempted = `server.send(${showValue(name)})`
      contract.message(attempted, 'serverToClient', name)
      const own = ownMessage(contract, 'serverToClient', name, message)
      return locate({ ...rawServer.send('', options), name, message: own } as Step, server.send)
    },
    broadcast(name, message, audience = {}) {
      const attempted = `server.broadcast(${showValue(name)})`
      checkOptionNames(attempted, audience, ['group', 'groups', 'except'])
      const { group, groups, except } = audience
      contract.message(attempted, 'serverToClient', name)
      const own = ownMessage(contract, 'serverToClient', name, message)
      const step = rawServer.broadcast('', {
        ...(group === undefined ? {} : { group: toName(attempted, group) }),
        ...(groups === undefined ? {} : { groups: groups.map((one) => toName(attempted, one)) }),
        ...(except === undefined ? {} : { except }),
      })
      return locate({ ...step, name, message: own } as Step, server.broadcast)
    },
  }
  return server
}
