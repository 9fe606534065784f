// What rules in a contract's words make: ordinary rules, in which a group has one name, and a message that has a name becomes
// a frame when it is sent. The types are contract-rule.ts's.
import type { CompiledContract } from '../contract/compiled.ts'
import type { AnyContract } from '../contract/contract.ts'
import { checkKindAndKey, groupName } from '../contract/group-terms.ts'
import { describePattern } from '../match/describe.ts'
import { asPattern, type PatternFor } from '../match/pattern-for.ts'
import { showValue } from '../match/show.ts'
import type { Action } from './action.ts'
import { type Audience, checkAudience } from './audience.ts'
import type { Computed } from './computed.ts'
import type { CloseContext, HandlerContext, RuleContext } from './context.ts'
import type { ContractAudience, ContractGroup, ContractRuleAudience, Rules } from './contract-rule.ts'
import { NamedMessage } from './named-message.ts'
import {
  type CloseRule,
  type MessageRule,
  onClose,
  onConnect,
  onMessageNamed,
  type Rule,
  type RuleAudience,
} from './rule.ts'
import { isThenable } from './thenable.ts'

/** What begins rules in a contract's words. */
export function rulesFor(contract: CompiledContract): Rules<AnyContract> {
  // One class has the words of all kinds of rules; the interface says which of them each kind has.
  return {
    on(name, is, where) {
      // A pattern for a message of which no type is left.
      const pattern = is === undefined ? undefined : asPattern(is as PatternFor<unknown>)
      const text = `on(${showValue(name)}${pattern === undefined ? '' : `, ${describePattern(pattern)}`})`
      contract.message(text, 'clientToServer', name)
      const inner = onMessageNamed(text, name, pattern, where)
      return new ContractChain(contract, inner)
    },
    onConnect: (pattern, where) => new ContractChain(contract, onConnect(pattern, where) as never),
    onClose: (where) => new ContractChain(contract, onClose(where) as never),
  }
}

type AnyMessage = Computed<never, unknown>
type Inner = MessageRule<unknown> &
  CloseRule & { accept(options?: object): Inner; reject(status: number, reason?: string): Rule }

class ContractChain implements Rule {
  readonly #contract: CompiledContract
  readonly #inner: Inner

  constructor(contract: CompiledContract, inner: Rule) {
    this.#contract = contract
    // A chain has the words of every kind of rule.
    this.#inner = inner as Inner
  }

  get event(): Rule['event'] {
    return this.#inner.event
  }
  get pattern(): Rule['pattern'] {
    return this.#inner.pattern
  }
  get where(): Rule['where'] {
    return this.#inner.where
  }
  get actions(): readonly Action[] {
    return this.#inner.actions
  }
  get text(): string {
    return this.#inner.text
  }
  get changesMessage(): boolean {
    return this.#inner.changesMessage
  }
  get begin(): Rule['begin'] {
    return this.#inner.begin
  }
  get about(): string | undefined {
    return this.#inner.about
  }

  reply(name: string, message: AnyMessage): this {
    return this.#next(this.#inner.reply(this.#named('reply', name, message)))
  }
  send(name: string, message: AnyMessage): this {
    return this.#next(this.#inner.send(this.#named('send', name, message)))
  }
  broadcast(
    name: string,
    message: AnyMessage,
    audience: ContractRuleAudience<AnyContract, never> = {},
  ): this {
    checkAudience(`${this.text}.broadcast(${showValue(name)})`, audience)
    const { group, groups, ...others } = audience
    const toName = (one: ContractGroup<AnyContract>): string => this.#tupleName('broadcast', one)
    const named: RuleAudience<RuleContext> = {
      ...(others as RuleAudience<RuleContext>),
      ...(group === undefined ? {} : { group: mapped(group, toName) }),
      ...(groups === undefined ? {} : { groups: mapped(groups, (all) => all.map(toName)) }),
    }
    return this.#next(this.#inner.broadcast(this.#named('broadcast', name, message), named))
  }
  join(kind: string, key: Computed<never, string>): this {
    return this.#next(this.#inner.join(this.#group('join', kind, key)))
  }
  leave(kind: string, key: Computed<never, string>): this {
    return this.#next(this.#inner.leave(this.#group('leave', kind, key)))
  }
  delay(ms: Computed<never, number>): this {
    return this.#next(this.#inner.delay(ms as Computed<RuleContext, number>))
  }
  halfOpen(): this {
    return this.#next(this.#inner.halfOpen())
  }
  run(handler: (context: never) => unknown): this {
    return this.#next(
      this.#inner.run((context: HandlerContext) => handler(this.#contextOf(context) as never)),
    )
  }
  accept(options?: object): this {
    return this.#next(this.#inner.accept(options))
  }
  reject(status: number, reason?: string): Rule {
    return this.#inner.reject(status, reason)
  }
  close(code?: number, reason?: string): Rule {
    return this.#inner.close(code, reason)
  }
  cut(): Rule {
    return this.#inner.cut()
  }
  drop(): Rule {
    return this.#inner.drop()
  }

  #next(inner: Rule): this {
    return new ContractChain(this.#contract, inner) as this
  }

  #named(word: string, name: string, message: AnyMessage): Computed<RuleContext, NamedMessage> {
    this.#contract.message(`${this.text}.${word}(${showValue(name)})`, 'serverToClient', name)
    return mapped(message, (value) => new NamedMessage(name, value))
  }

  #group(word: string, kind: string, key: Computed<never, string>): Computed<RuleContext, string> {
    return mapped(key, (value) => this.#groupName(word, kind, value))
  }

  #tupleName(word: string, group: ContractGroup<AnyContract>): string {
    return this.#groupName(word, ...checkKindAndKey(`${this.text}.${word}()`, group))
  }

  #groupName(word: string, kind: string, key: string): string {
    this.#contract.group(`${this.text}.${word}()`, kind)
    return groupName(kind, key)
  }

  #contextOf(context: HandlerContext & Partial<Pick<CloseContext, 'code' | 'reason' | 'groups'>>): object {
    const { message, messageNumber, client, state, reply, broadcast, join, leave, close, delay } = context
    const named = (name: string, said: unknown): NamedMessage => {
      this.#contract.message(`sending ${name} in a handler`, 'serverToClient', name)
      return new NamedMessage(name, said)
    }
    const toName = (one: ContractGroup<AnyContract>): string => this.#tupleName('run', one)
    return {
      message,
      messageNumber,
      client,
      state,
      close,
      delay,
      get now() {
        return context.now
      },
      get signal() {
        return context.signal
      },
      get code() {
        return context.code
      },
      get reason() {
        return context.reason
      },
      get groups() {
        return context.groups
      },
      reply: (name: string, said: unknown) => reply(named(name, said)),
      broadcast: (name: string, said: unknown, audience: ContractAudience<AnyContract> = {}) =>
        broadcast(named(name, said), inNames(audience, toName)),
      join: (kind: string, key: string) => join(this.#groupName('run', kind, key)),
      leave: (kind: string, key: string) => leave(this.#groupName('run', kind, key)),
    }
  }
}

/** An audience with its groups by their names. */
export function inNames<Except>(
  { group, groups, ...others }: ContractAudience<AnyContract, Except>,
  toName: (group: ContractGroup<AnyContract>) => string,
): Audience<string, readonly string[], Except> {
  return {
    ...others,
    ...(group === undefined ? {} : { group: toName(group) }),
    ...(groups === undefined ? {} : { groups: groups.map(toName) }),
  }
}

/** What a value, or what is computed, becomes. */
function mapped<From, To>(given: Computed<never, From>, to: (value: From) => To): Computed<RuleContext, To> {
  if (typeof given !== 'function') return to(given)
  // The rule's pattern types the context where the rule is written; here it is any.
  const compute = given as (context: RuleContext) => From | PromiseLike<From>
  return (context) => {
    const value = compute(context)
    return isThenable(value) ? (value as PromiseLike<From>).then(to) : to(value as From)
  }
}
