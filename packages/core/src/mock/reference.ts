// The rules that a contract implies: a mock that keeps its promises, with no rule written.
import type { CompiledContract } from '../contract/compiled.ts'
import {
  copiedFields,
  fieldsWithoutSource,
  type GroupTerms,
  groupName,
  type KeyTerms,
} from '../contract/group-terms.ts'
import { mistake } from '../errors.ts'
import { showKey, showValue } from '../match/show.ts'
import { NamedMessage } from './named-message.ts'
import type { RuleContext } from './context.ts'
import { type MessageRule, onMessageNamed, type Rule } from './rule.ts'

type Answering = MessageRule<unknown>

/** A function of a message as it was on the wire. */
type Of<T> = (context: RuleContext) => T

/**
 * The rules that a contract implies. Each joins, leaves, delivers or answers as the contract says, for every part that
 * a client's message has in it; a message that has none is left to the author.
 */
export function referenceRules(contract: CompiledContract): readonly Rule[] {
  const rules = new Map<string, Answering>()
  const extend = (by: string, add: (rule: Answering) => Answering): void => {
    const begun = rules.get(by) ?? onMessageNamed(`${contract.name}: ${by}`, by, undefined, undefined, 'wire')
    rules.set(by, add(begun))
  }
  for (const group of contract.groups.values()) {
    const { kind, join, leave, broadcast, barrier } = group
    if (join !== undefined) {
      extend(join.by, (rule) => answered(contract, rule.join(nameOf(kind, join.by, join.key)), join))
    }
    if (leave !== undefined) {
      extend(leave.by, (rule) => answered(contract, rule.leave(nameOf(kind, leave.by, leave.key)), leave))
    }
    if (broadcast !== undefined) {
      const delivered = delivering(group)
      extend(broadcast.by, (rule) => {
        const told = rule.broadcast(delivered, {
          group: nameOf(kind, broadcast.by, broadcast.key),
          except: broadcast.echo === 'never' ? 'sender' : undefined,
        })
        return answered(contract, told, broadcast)
      })
    }
    if (barrier !== undefined) extend(barrier.by, (rule) => answered(contract, rule, barrier))
  }
  const { heartbeat } = contract
  if (heartbeat !== undefined) extend(heartbeat.by, (rule) => answered(contract, rule, heartbeat))
  for (const [by, reply] of contract.replies) {
    if (rules.has(by) || missing(contract, by, reply.with).length > 0) continue
    extend(by, (rule) => answered(contract, rule, { by, ack: reply.with }))
  }
  return [...rules.values()]
}

function answered(
  contract: CompiledContract,
  rule: Answering,
  { by, ack }: { readonly by: string; readonly ack: string | undefined },
): Answering {
  if (ack === undefined) return rule
  const lacks = missing(contract, by, ack)
  const terms = contract.messages.get('serverToClient', ack)
  return rule.reply(({ message }) => {
    if (lacks.length === 0) return new NamedMessage(ack, copiedFields(message, terms))
    throw mistake(
      `answering ${showKey(by)} with ${showKey(ack)}`,
      `${showKey(ack)} requires ${lacks.map(showKey).join(', ')}, which ${showKey(by)} does not have`,
      `Write a rule: ({ on }) => [on('${by}').reply('${ack}', …)]`,
    )
  })
}

function missing(contract: CompiledContract, by: string, ack: string): readonly string[] {
  return fieldsWithoutSource(
    contract.messages.get('clientToServer', by),
    contract.messages.get('serverToClient', ack),
    contract.nameField,
  )
}

/** What is delivered, with the numbers of the sequence that the group promises. */
function delivering({ kind, broadcast, sequence }: GroupTerms): Of<NamedMessage> {
  const numbers = new Map<string, number>()
  return ({ message }) => {
    if (broadcast === undefined)
      throw mistake(`broadcasting to ${kind}`, 'the contract does not say how', 'Add broadcast')
    const delivered = broadcast.deliver(message)
    if (sequence === undefined) return new NamedMessage(broadcast.delivers, delivered)
    const key = broadcast.key.of(message) ?? ''
    const number = (numbers.get(key) ?? 0) + 1
    numbers.set(key, number)
    return new NamedMessage(broadcast.delivers, { ...(delivered as object), [sequence]: number })
  }
}

function nameOf(kind: string, by: string, key: KeyTerms): Of<string> {
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
