// The rules of one run and which of them answers: those added later before the initial ones, first match wins.
import { matches } from '../match/match.ts'
import { outputOf } from '../match/output.ts'
import type { Pattern } from '../match/pattern.ts'
import type { Frame } from '../wire/frame.ts'
import { checkRules, type Rule, type RuleEvent } from './rule.ts'

export class Rulebook {
  readonly #initial: readonly Rule[]
  #added: readonly Rule[] = []

  constructor(initial: readonly Rule[]) {
    this.#initial = initial
  }

  /** Puts rules before all others. @throws MistakeError for anything but finished rules */
  add(rules: readonly Rule[]): void {
    checkRules('use()', rules)
    this.#added = [...rules, ...this.#added]
  }

  forgetAdded(): void {
    this.#added = []
  }

  /**
   * The first rule about an event that fits.
   *
   * @param subject what its pattern looks at: the message, the handshake, a ping's payload
   * @param frame the frame that the subject was decoded from, if there is one
   */
  find(event: RuleEvent, subject: unknown, frame?: Frame): Rule | undefined {
    for (const rule of this.#added) if (rule.event === event && fits(rule, subject, frame)) return rule
    for (const rule of this.#initial) if (rule.event === event && fits(rule, subject, frame)) return rule
    return undefined
  }

  /** Whether any rule is about such events at all. */
  speaksOf(event: RuleEvent): boolean {
    return (
      this.#initial.some((rule) => rule.event === event) || this.#added.some((rule) => rule.event === event)
    )
  }
}

/** The message as a rule's functions see it: where its pattern holds a schema, that one's output. */
export function seenBy(rule: Rule, message: unknown): unknown {
  return rule.changesMessage && rule.pattern !== undefined ? outputOf(rule.pattern, message) : message
}

function fits({ pattern }: Rule, subject: unknown, frame: Frame | undefined): boolean {
  if (pattern === undefined || matches(pattern, subject)) return true
  if (frame === undefined || !isTextPattern(pattern)) return false
  // A rule about text is about the text, also where that happens to be JSON, on(/^\[/), or a ping's payload.
  if (frame.opcode === 'ping') return matches(pattern, new TextDecoder().decode(frame.payload))
  return frame.opcode === 'text' && matches(pattern, frame.payload)
}

function isTextPattern(pattern: Pattern): boolean {
  return typeof pattern === 'string' || pattern instanceof RegExp
}
