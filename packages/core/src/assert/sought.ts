// What an assertion looks for: a pattern, or a message by the name that the contract has for it. Tells from what a test
// writes which of the two is meant.
import type { CompiledContract } from '../contract/compiled.ts'
import { groupName } from '../contract/group-terms.ts'
import { checkPattern } from '../match/check.ts'
import { describePattern } from '../match/describe.ts'
import { matchPattern } from '../match/match.ts'
import type { Mismatch } from '../match/mismatch.ts'
import type { Pattern } from '../match/pattern.ts'
import { matchMessage } from '../match/reading.ts'
import { showText } from '../match/show.ts'
import type { Observed } from '../transcript/observed.ts'
import { isOptions } from './options.ts'
import { jsonCodec } from '../wire/codec.ts'
import type { Direction, Payload } from '../wire/frame.ts'

/** The contract's message of this name; with a pattern, one that is like it. */
export class NamedPattern {
  readonly name: string
  readonly pattern: Pattern | undefined
  readonly #contract: CompiledContract
  readonly #direction: Direction

  constructor(contract: CompiledContract, direction: Direction, name: string, pattern: Pattern | undefined) {
    this.#contract = contract
    this.#direction = direction
    this.name = name
    this.pattern = pattern
  }

  misfit(payload: Payload): Misfit | undefined {
    const { name, message } = this.#contract.classify(this.#direction, payload)
    if (name !== this.name) {
      const expected = `the message ${showText(this.name)}`
      return { mismatches: [{ path: [], expected, actual: name ?? message }], isOther: true }
    }
    const match = this.pattern === undefined ? undefined : matchPattern(this.pattern, message)
    return match === undefined || match.matched ? undefined : { mismatches: match.mismatches, isOther: false }
  }
}

/** Undefined: any message. */
export type Sought = Pattern | NamedPattern | undefined

export interface Misfit {
  readonly mismatches: readonly Mismatch[]
  /** Whether it is another message of the contract, so that what else differs says nothing. */
  readonly isOther: boolean
}

/** Why a payload is not what is sought; undefined where it is. */
export function misfit(sought: Sought, payload: Payload): Misfit | undefined {
  if (sought === undefined) return undefined
  if (sought instanceof NamedPattern) return sought.misfit(payload)
  const match = matchMessage(sought, jsonCodec.decode(payload), payload)
  return match.matched ? undefined : { mismatches: match.mismatches, isOther: false }
}

/** As the author wrote it; empty for any message. */
export function describeSought(sought: Sought): string {
  if (sought === undefined) return ''
  if (!(sought instanceof NamedPattern)) return describePattern(sought)
  const name = showText(sought.name)
  return sought.pattern === undefined ? name : `${name}, ${describePattern(sought.pattern)}`
}

/** @throws MistakeError for what is no pattern */
export function checkSought(sought: Sought, where: string): void {
  const pattern = sought instanceof NamedPattern ? sought.pattern : sought
  if (pattern !== undefined) checkPattern(pattern, where)
}

/**
 * What is sought and the options, of what a matcher was given: `('say', { text: 'hi' }, options)` where the contract has
 * such a message, else `(pattern, options)`.
 *
 * @throws MistakeError for a name that is none of the contract's, beside a pattern
 */
export function soughtIn<Options>(
  attempted: string,
  observed: Pick<Observed, 'contract'>,
  direction: Direction,
  args: readonly unknown[],
): readonly [sought: Sought, options: Options | undefined] {
  const contract = contractOf(observed)
  const [first, second, third] = args
  // Who makes the assertion is checked by the compiler; what is no pattern or no option is refused by the claim.
  if (contract === undefined || typeof first !== 'string') {
    return [first as Sought, second as Options | undefined]
  }
  const isName = contract.messages.find(direction, first) !== undefined
  if (isName) {
    const named = new NamedPattern(contract, direction, first, second as Pattern | undefined)
    return [named, third as Options | undefined]
  }
  // What stands beside a text can only be options.
  if (args.length > 2 || !isOptions(second)) contract.message(attempted, direction, first)
  return [first, second as Options | undefined]
}

/** The same for a list: `[['said', { … }], 'subscribed']`, or patterns. */
export function soughtList(
  attempted: string,
  observed: Pick<Observed, 'contract'>,
  direction: Direction,
  list: unknown,
): readonly Sought[] {
  if (!Array.isArray(list)) return list as readonly Sought[]
  return (list as readonly unknown[]).map((item): Sought => {
    const args: readonly unknown[] = Array.isArray(item) && item.length <= 2 ? item : [item]
    const [sought] = soughtIn(attempted, observed, direction, args)
    return sought instanceof NamedPattern ? sought : (item as Sought)
  })
}

/** A group's name: itself, or of a contract's group, `['room', 'lobby']`. @throws MistakeError for a kind that is none */
export function groupIn(attempted: string, observed: Pick<Observed, 'contract'>, group: unknown): unknown {
  if (!Array.isArray(group) || group.length !== 2) return group
  const [kind, key] = group as readonly unknown[]
  contractOf(observed)?.group(attempted, kind)
  return groupName(String(kind), String(key))
}

function contractOf({ contract }: Pick<Observed, 'contract'>): CompiledContract | undefined {
  // Whoever observes a mock says so of nothing else. By class it could not be told: a project may hold two copies.
  return contract as CompiledContract | undefined
}
