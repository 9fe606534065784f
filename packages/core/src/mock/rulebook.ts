// The rules of one run and which of them answers: those added later before the initial ones, first match wins.
import { matches } from '../match/match.ts'
import { outputOf } from '../match/output.ts'
import { NO_READING, readingOf } from '../match/reading.ts'
import type { Reading } from '../contract/reading.ts'
import { jsonCodec } from '../wire/codec.ts'
import type { Payload } from '../wire/frame.ts'
import type { RuleContext } from './context.ts'
import { checkRules, type Rule, type RuleEvent } from './rule.ts'
import { isWhere, type Speaker } from './where.ts'

/** Who an event is about, and what a rule's circumstances are told of it. */
export interface Asker extends Speaker {
  readonly contextFor: (message: unknown) => RuleContext
}

export class Rulebook {
  #initial: readonly Rule[]
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

  /**
   * The first rule that fits a message, and the message as its functions see it: with the outputs of its schemas.
   *
   * @param reading what the mock's contract makes of it; undefined without one
   */
  findForMessage(
    payload: Payload,
    reading: Reading | undefined,
    asker: Asker,
  ): { readonly rule: Rule; readonly message: unknown } | undefined {
    let decoded: { readonly message: unknown } | undefined
    for (const rule of this.#about('message')) {
      const said =
        rule.about === undefined
          ? decodedFor(rule, (decoded ??= { message: jsonCodec.decode(payload) }).message, payload)
          : readingFor(rule, reading)
      if (said === NO_READING) continue
      if (isWhere(rule.where, asker, () => asker.contextFor(said))) return { rule, message: said }
    }
    return undefined
  }

  /** Puts other rules in the place of the initial ones. What was added stays before them. */
  replaceInitial(rules: readonly Rule[]): void {
    this.#initial = rules
    this.#byEvent = byEvent([...this.#added, ...rules])
  }

  /** Whether any rule is about such events at all. */
  speaksOf(event: RuleEvent): boolean {
    return this.#about(event).length > 0
  }

  #about(event: RuleEvent): readonly Rule[] {
    return this.#byEvent[event]
  }
}

/** A message as the functions of a rule see it that tells messages by its pattern; NO_READING where it does not fit. */
function decodedFor({ pattern, changesMessage }: Rule, message: unknown, payload: Payload): unknown {
  if (pattern === undefined) return message
  const read = readingOf(pattern, message, payload)
  return changesMessage && read !== NO_READING ? outputOf(pattern, read) : read
}

/** A message as the functions of a rule see it that is about a contract's message; NO_READING where it does not fit. */
function readingFor({ about, pattern, sees }: Rule, reading: Reading | undefined): unknown {
  if (reading === undefined || reading.name !== about) return NO_READING
  if (pattern !== undefined && !matches(pattern, reading.message)) return NO_READING
  return sees === 'wire' ? reading.message : reading.output
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
