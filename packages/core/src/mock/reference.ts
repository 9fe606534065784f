// The rules that a contract implies: a mock that keeps its promises, with no rule written. What is answered with what is
// the contract's to say; here it becomes actions.
import type { CompiledContract } from '../contract/compiled.ts'
import {
  type CastTerms,
  copiedFields,
  fieldsWithoutSource,
  type GroupTerms,
  groupName,
  type KeyTerms,
  sequencesOf,
} from '../contract/group-terms.ts'
import { mistake } from '../errors.ts'
import { UnsaidError } from './unsaid.ts'
import { showKey, showText, showValue } from '../match/show.ts'
import type { Payload } from '../wire/frame.ts'
import { NamedMessage } from './named-message.ts'
import type { HandlerContext, RuleContext } from './context.ts'
import { watchRule } from './heartbeat.ts'
import { type MessageRule, onMessageNamed, type Rule } from './rule.ts'

/** A function of a message as it was on the wire. */
type Of<T> = (context: RuleContext) => T

/** One thing that a message does to a group. */
type Deed =
  | { readonly do: 'join' | 'leave'; readonly kind: string; readonly key: KeyTerms }
  | {
      readonly do: 'broadcast'
      readonly kind: string
      readonly key: KeyTerms
      readonly message: Of<NamedMessage>
      readonly except: 'sender' | undefined
    }

/** All that a client's message does, and what it is answered with. */
interface Consequences {
  readonly by: string
  readonly deeds: Deed[]
  readonly answers: Map<string, Answer>
}

/** An answer to a message. */
interface Answer {
  /** The fields, of the message and of the answer, that belong to each other; undefined: those of the same name. */
  readonly correlate?: readonly [question: string, answer: string] | undefined
  /** Whether it may as well not be given. */
  readonly isOptional?: boolean
}

/**
 * The rules that a contract implies, one for each message of clients that it says something of: first it joins, leaves
 * and delivers, then it is answered. A message that it says nothing of is left to the author.
 */
export function referenceRules(contract: CompiledContract): readonly Rule[] {
  const all = consequencesOf(contract)
  return [...watched(contract), ...Array.from(all, (one) => ruleOf(contract, one))]
}

/** The messages that those rules say when it is time, by name; without answers that the contract alone cannot make. */
export function messagesSaid(contract: CompiledContract): ReadonlySet<string> {
  const said = new Set<string>()
  for (const { broadcast } of contract.groups.values())
    if (broadcast !== undefined) said.add(broadcast.delivers)
  for (const { by, answers } of consequencesOf(contract)) {
    for (const [name, answer] of answers)
      if (lackingIn(contract, by, name, answer).length === 0) said.add(name)
  }
  return said
}

function consequencesOf(contract: CompiledContract): readonly Consequences[] {
  const all = new Map<string, Consequences>()
  const of = (by: string): Consequences => {
    const found = all.get(by) ?? { by, deeds: [], answers: new Map<string, Answer>() }
    all.set(by, found)
    return found
  }
  for (const group of contract.groups.values()) addGroup(group, of)
  const { heartbeat, replies } = contract
  if (heartbeat !== undefined) of(heartbeat.by).answers.set(heartbeat.ack, {})
  for (const [by, { with: answer, count, correlate }] of replies) {
    const { answers } = of(by)
    answers.set(answer, { correlate, isOptional: count === 'any' })
    if (typeof count === 'object') answers.set(count.until, { correlate })
  }
  return [...all.values()]
}

function addGroup(group: GroupTerms, of: (by: string) => Consequences): void {
  const { kind, join, leave, broadcast, barrier, guarantees } = group
  if (join !== undefined) of(join.by).deeds.push({ do: 'join', kind, key: join.key })
  if (leave !== undefined) of(leave.by).deeds.push({ do: 'leave', kind, key: leave.key })
  if (broadcast !== undefined) {
    of(broadcast.by).deeds.push({
      do: 'broadcast',
      kind,
      key: broadcast.key,
      message: delivering(broadcast, guarantees),
      except: broadcast.echo === 'never' ? 'sender' : undefined,
    })
  }
  // The same message may ask something of several groups: what is the same answer to all is given once.
  for (const part of [join, leave, broadcast, barrier]) {
    if (part?.ack !== undefined) of(part.by).answers.set(part.ack, {})
  }
}

function ruleOf(contract: CompiledContract, { by, deeds, answers }: Consequences): Rule {
  let rule = onMessageNamed(`${contract.name}: ${by}`, by, undefined, undefined, 'wire')
  const [only, ...others] = deeds
  if (only !== undefined) rule = others.length === 0 ? done(rule, by, only) : rule.run(doingAll(by, deeds))
  for (const [name, answer] of answers) {
    const said = answering(contract, by, name, answer)
    if (said !== undefined) rule = rule.reply(said)
  }
  // Nothing has to be said: a message that may be answered, or not.
  return rule.actions.length === 0 ? rule.drop() : rule
}

function done(rule: MessageRule<unknown>, by: string, deed: Deed): MessageRule<unknown> {
  const group = groupOf(by, deed)
  switch (deed.do) {
    case 'join':
      return rule.join(group)
    case 'leave':
      return rule.leave(group)
    case 'broadcast':
      return rule.broadcast(deed.message, { group, except: deed.except })
  }
}

/** A message that is about several kinds of groups need not have the key of each. */
function doingAll(by: string, deeds: readonly Deed[]): (context: HandlerContext) => void {
  return (context) => {
    const { message, join, leave, broadcast } = context
    const meant = deeds.filter(({ key }) => key.of(message) !== undefined)
    const [first] = meant.length === 0 ? deeds : meant
    // Says which key is missing.
    if (first !== undefined) groupOf(by, first)(context)
    for (const deed of meant) {
      const group = groupOf(by, deed)(context)
      if (deed.do === 'broadcast') broadcast(deed.message(context), { group, except: deed.except })
      else if (deed.do === 'join') join(group)
      else leave(group)
    }
  }
}

/** What a message is answered with; undefined where it need not be, and cannot. */
function answering(
  contract: CompiledContract,
  by: string,
  name: string,
  given: Answer,
): Of<NamedMessage> | undefined {
  const terms = contract.messages.get('serverToClient', name)
  const [question, answer] = given.correlate ?? []
  const lacks = lackingIn(contract, by, name, given)
  if (lacks.length > 0 && given.isOptional === true) return undefined
  return ({ message }) => {
    if (lacks.length > 0) throw withoutSource(by, name, lacks)
    const copied = copiedFields(message, terms)
    if (question === undefined || answer === undefined || question === answer)
      return new NamedMessage(name, copied)
    return new NamedMessage(name, {
      ...(copied as object),
      [answer]: (message as Record<string, unknown>)[question],
    })
  }
}

/** What an answer has to say and its question does not. */
function lackingIn(
  { messages, nameField }: CompiledContract,
  by: string,
  name: string,
  { correlate }: Answer,
): readonly string[] {
  const [, answer] = correlate ?? []
  const terms = messages.get('serverToClient', name)
  return fieldsWithoutSource(messages.get('clientToServer', by), terms, nameField).filter(
    (field) => field !== answer,
  )
}

function withoutSource(by: string, answer: string, lacks: readonly string[]): Error {
  return new UnsaidError(
    `answering ${showKey(by)} with ${showKey(answer)}`,
    `${showKey(answer)} requires ${lacks.map(showKey).join(', ')}, which ${showKey(by)} does not have`,
    `Write a rule: ({ on }) => [on(${showText(by)}).reply(${showText(answer)}, …)]`,
  )
}

/** What is delivered, with the numbers of the sequences that the group promises. */
function delivering(
  { delivers, deliver, key }: CastTerms,
  guarantees: GroupTerms['guarantees'],
): Of<NamedMessage> {
  const sequences = sequencesOf(guarantees)
  /** By key: how many have been delivered. They outlive connections. */
  const numbers = new Map<string, number>()
  return ({ message }) => {
    const delivered = deliver(message)
    if (sequences.length === 0) return new NamedMessage(delivers, delivered)
    const group = key.of(message) ?? ''
    const number = (numbers.get(group) ?? 0) + 1
    numbers.set(group, number)
    const numbered = Object.fromEntries(sequences.map((field) => [field, number]))
    return new NamedMessage(delivers, { ...(delivered as object), ...numbered })
  }
}

function groupOf(by: string, { kind, key }: Deed): Of<string> {
  return ({ message }) => {
    const value = key.of(message)
    if (value !== undefined) return groupName(kind, value)
    throw mistake(
      `finding the ${kind} that ${showKey(by)} is about`,
      `${showValue(message)} has no key`,
      'Make the key a required field, or give { of, make }',
    )
  }
}

/** Ends connections that send no heartbeat for as long as the contract says. */
function watched(contract: CompiledContract): readonly Rule[] {
  const { by, timeoutMs } = contract.heartbeat ?? {}
  if (timeoutMs === undefined) return []
  const isSign = (payload: Payload): boolean => contract.classify('clientToServer', payload).name === by
  return [
    watchRule(`${contract.name}: heartbeat`, {
      everyMs: undefined,
      ping: undefined,
      silentMs: timeoutMs,
      sign: undefined,
      isSign,
      end: { code: 1001, reason: 'no heartbeat' },
    }),
  ]
}
