// The rules of one run and which of them answers: those added later before the initial ones, first match wins.
import { matches } from '../match/match.ts'
import { outputOf } from '../match/output.ts'
import { NO_READING, readingOf } from '../match/reading.ts'
import type { Payload } from '../wire/frame.ts'
import type { RuleContext } from './context.ts'
import { checkRules, type Rule, type RuleEvent } from './rule.ts'
import { isWhere, type Speaker } from './where.ts'

/** Who an event is about, and what a rule's circumstances are told of it. */
export interface Asker extends Speaker {
  readonly contextFor: (message: unknown) => RuleContext
}

export class Rulebook {
  readonly #initial: readonly Rule[]
  #added: readonly Rule[] = []
  #byEvent: Readonly<Record<RuleEvent, readonly Rule[]>>

  constructor(initial: readonly Rule[]) {
    this.#initial = initial
    this.#byEvent = byEvent(initial)
  }

  /** Puts rules before all others. @throws MistakeError for anything but finished rules */
  add(rules: readonly Rule[]): void {
    checkRules('use()', rules)
    this.#added = [...rules, ...this.#added]
    this.#byEvent = byEvent([...this.#added, ...this.#initial])
  }

  forgetAdded(): void {
    this.#added = []
    this.#byEvent = byEvent(this.#initial)
  }

  /** The first rule about an event that fits. @param subject what its pattern looks at, e.g. the handshake */
  find(event: RuleEvent, subject: unknown, asker: Asker): Rule | undefined {
    for (const rule of this.#about(event)) {
      if (rule.pattern !== undefined && !matches(rule.pattern, subject)) continue
      if (isWhere(rule.where, asker, () => asker.contextFor(undefined))) return rule
    }
    return undefined
  }

  /** All rules about an event that fit. */
  all(event: RuleEvent, subject: unknown): readonly Rule[] {
    return this.#about(event).filter(({ pattern }) => pattern === undefined || matches(pattern, subject))
  }

  /** The first rule about a ping that fits its payload, as text or as bytes. */
  findForPing(payload: Uint8Array<ArrayBuffer>, asker: Asker): Rule | undefined {
    for (const rule of this.#about('ping')) {
      const { pattern } = rule
      const fits =
        pattern === undefined ||
        matches(pattern, payload) ||
        matches(pattern, new TextDecoder().decode(payload))
      if (fits && isWhere(rule.where, asker, () => asker.contextFor(payload))) return rule
    }
    return undefined
  }

  /** The first rule that fits a message, and the message as its functions see it: with the outputs of its schemas. */
  findForMessage(
    message: unknown,
    payload: Payload,
    asker: Asker,
  ): { readonly rule: Rule; readonly message: unknown } | undefined {
    for (const rule of this.#about('message')) {
      const { pattern } = rule
      const reading = pattern === undefined ? message : readingOf(pattern, message, payload)
      if (reading === NO_READING) continue
      const said = rule.changesMessage && pattern !== undefined ? outputOf(pattern, reading) : reading
      if (isWhere(rule.where, asker, () => asker.contextFor(said))) return { rule, message: said }
    }
    return undefined
  }

  /** Whether any rule is about such events at all. */
  speaksOf(event: RuleEvent): boolean {
    return this.#about(event).length > 0
  }

  #about(event: RuleEvent): readonly Rule[] {
    return this.#byEvent[event]
  }
}

function byEvent(rules: readonly Rule[]): Readonly<Record<RuleEvent, readonly Rule[]>> {
  const about = (event: RuleEvent): readonly Rule[] => rules.filter((rule) => rule.event === event)
  return {
    connect: about('connect'),
    open: about('open'),
    message: about('message'),
    close: about('close'),
    ping: about('ping'),
  }
}
