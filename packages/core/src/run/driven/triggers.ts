// What the author gives so that a real server does its own steps: calls of its admin API, of a job, of a function in the
// same process.
import { kindAndKey } from '../../contract/group-terms.ts'
import { describeStep } from '../../scenario/describe-step.ts'
import type { ServerStep } from '../../scenario/step.ts'
import type { Objection } from './client-port.ts'

/** Who gets a broadcast. Without a group: everybody connected. */
export interface TriggerAudience<Group, Client extends string = string> {
  readonly group?: Group
  /** Several groups; a client in two of them gets one copy. */
  readonly groups?: readonly Group[]
  /** Who is left out, though a member. */
  readonly except?: Client
}

/**
 * Has the real server do what the scenario says of it. Each is awaited: it resolves when the server has taken the order.
 * Messages are whole, as they are before they are encoded. Groups are kind and key where there is a contract.
 */
export interface Trigger<Group = unknown, Message = unknown, Client extends string = string> {
  readonly broadcast?: (to: TriggerAudience<Group, Client>, message: Message) => unknown
  readonly send?: (to: Client, message: Message) => unknown
  /** @param to undefined: everybody connected */
  readonly close?: (to: Client | undefined, code: number, reason: string) => unknown
  /** For a group of which the contract, or no contract, says how it is joined. */
  readonly join?: (client: Client, group: Group) => unknown
  readonly leave?: (client: Client, group: Group) => unknown
}

/** By the step, the trigger that does it, and how it is written. */
const TRIGGERS = {
  serverBroadcast: ['broadcast', 'broadcast: (to, message) => …'],
  serverSend: ['send', 'send: (to, message) => …'],
  serverClose: ['close', 'close: (to, code, reason) => …'],
  joinGroup: ['join', 'join: (client, group) => …'],
  leaveGroup: ['leave', 'leave: (client, group) => …'],
} as const satisfies Record<ServerStep['do'], readonly [keyof Trigger, string]>

/** Why the step cannot be done, if nobody gave how. */
export function triggerObjection(trigger: Trigger, step: ServerStep): Objection | undefined {
  const [name, written] = TRIGGERS[step.do]
  if (typeof trigger[name] === 'function') return undefined
  return {
    why: `that is for the server to do, and trigger.${name} is not given`,
    remedy: `Give { trigger: { ${written} } }, which has the server do it`,
  }
}

/** Has the server do it. @param value the message before it was encoded, where a contract encoded it */
export function fire(trigger: Trigger, step: ServerStep, value: unknown, hasContract: boolean): unknown {
  const group = (name: string): unknown => (hasContract ? (kindAndKey(name) ?? name) : name)
  switch (step.do) {
    case 'serverBroadcast': {
      const to: TriggerAudience<unknown> = {
        ...(step.group === undefined ? {} : { group: group(step.group) }),
        ...(step.groups === undefined ? {} : { groups: step.groups.map(group) }),
        ...(step.except === undefined ? {} : { except: step.except }),
      }
      return trigger.broadcast?.(to, value ?? step.message)
    }
    case 'serverSend':
      return trigger.send?.(step.to, value ?? step.message)
    case 'serverClose':
      return trigger.close?.(step.to, step.code, step.reason)
    case 'joinGroup':
      return trigger.join?.(step.client, group(step.group))
    case 'leaveGroup':
      return trigger.leave?.(step.client, group(step.group))
  }
}

/** `server.broadcast('said', …)`, for the sentence that says what silence rests on. */
export function triggerText(step: ServerStep): string {
  return describeStep('message' in step ? { ...step, message: '…' } : step)
}
