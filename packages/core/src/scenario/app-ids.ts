// Ids that an app chooses itself: where a scenario writes one down in a message of the app's, and again in what the server
// makes of that message, the second is whatever the app chose. Which fields are ids, the contract says.
import type { CompiledContract } from '../contract/compiled.ts'
import { isEqual } from '../match/equal.ts'
import { defineMatcher, isMatcher, type Matcher } from '../match/matcher.ts'
import { isObjectPattern } from '../match/pattern-kind.ts'
import type { Pattern } from '../match/pattern.ts'
import { showValue } from '../match/show.ts'
import type { Sendable } from '../mock/sendable.ts'
import { locatedAs } from './call-site.ts'
import { stepsWithPaths } from './path.ts'
import type { ExpectStep, Step, Wanted } from './step.ts'

type Literal = string | number

/** A message's id, and the fields of other messages in which it comes again. */
interface IdField {
  readonly field: string
  readonly again: readonly { readonly name: string; readonly field: string }[]
}

/** The steps, with each id that an app chooses as a matcher: the app's message sets it, all others follow. */
export function withAppsOwnIds(
  steps: readonly Step[],
  contract: CompiledContract | undefined,
  apps: ReadonlySet<string>,
): readonly Step[] {
  if (contract === undefined) return steps
  const ids = new Ids(contract)
  for (const { step } of stepsWithPaths(steps)) {
    if (step.do === 'send' && apps.has(step.client)) ids.learn(step.name, step.message)
  }
  return ids.isEmpty ? steps : steps.map((step) => rewritten(step, ids, apps))
}

class Ids {
  readonly #contract: CompiledContract
  /** By message, field and literal. */
  readonly #chosen = new Map<string, Matcher<Literal>>()
  readonly #following = new Map<string, Matcher<Literal>>()

  constructor(contract: CompiledContract) {
    this.#contract = contract
  }

  get isEmpty(): boolean {
    return this.#chosen.size === 0
  }

  learn(name: string | undefined, message: unknown): void {
    if (name === undefined) return
    for (const { field, again } of idFields(this.#contract, name)) {
      const literal = fieldsOf(message)[field]
      if (typeof literal !== 'string' && typeof literal !== 'number') continue
      const key = keyOf(name, field, literal)
      this.#chosen.set(key, chosenId(key, literal))
      for (const other of again) {
        this.#following.set(keyOf(other.name, other.field, literal), followingId(key, literal))
      }
    }
  }

  /** What an app's message says of its own id. */
  chosenIn(name: string | undefined, message: Sendable): Sendable {
    return withMatchers(name, message, this.#chosen) as Sendable
  }

  /** What others say of it. */
  followingIn<Part>(name: string | undefined, part: Part): Part {
    return withMatchers(name, part, this.#following) as Part
  }
}

function rewritten(step: Step, ids: Ids, apps: ReadonlySet<string>): Step {
  switch (step.do) {
    case 'together': {
      const branches = step.branches.map((branch) => branch.map((inner) => rewritten(inner, ids, apps)))
      return locatedAs(step, { ...step, branches })
    }
    case 'send':
      if (!apps.has(step.client)) return step
      return locatedAs(step, { ...step, message: ids.chosenIn(step.name, step.message) })
    case 'serverSend':
    case 'serverBroadcast':
      return locatedAs(step, { ...step, message: ids.followingIn(step.name, step.message) })
    case 'expect':
    case 'expectInAnyOrder':
    case 'oneOf':
    case 'optional':
    case 'times':
      return expecting(step, ids)
    case 'ignore':
      return locatedAs(step, { ...step, ...wanting(step, ids) })
    default:
      return step
  }
}

function expecting(step: ExpectStep, ids: Ids): ExpectStep {
  switch (step.do) {
    case 'expect':
      return locatedAs(step, { ...step, ...wanting(step, ids) })
    case 'expectInAnyOrder':
      return locatedAs(step, { ...step, messages: step.messages.map((wanted) => wanting(wanted, ids)) })
    case 'oneOf':
      return locatedAs(step, { ...step, steps: step.steps.map((inner) => expecting(inner, ids)) })
    case 'optional':
    case 'times':
      return locatedAs(step, { ...step, step: expecting(step.step, ids) })
    case 'expectClose':
      return step
  }
}

function wanting(wanted: Wanted, ids: Ids): Wanted {
  const { name, pattern } = wanted
  return pattern === undefined ? wanted : { ...wanted, pattern: ids.followingIn<Pattern>(name, pattern) }
}

/** The fields of a client's message that tell it from others of its kind. */
function idFields(contract: CompiledContract, name: string): readonly IdField[] {
  const found: IdField[] = []
  for (const { broadcast, barrier } of contract.groups.values()) {
    if (broadcast?.by === name && broadcast.id !== undefined) {
      const { id, delivers, ack } = broadcast
      const names = ack === undefined ? [delivers] : [delivers, ack]
      found.push({ field: id, again: names.map((each) => ({ name: each, field: id })) })
    }
    if (barrier?.by === name && barrier.id !== undefined) {
      found.push({ field: barrier.id, again: [{ name: barrier.ack, field: barrier.id }] })
    }
  }
  const reply = contract.replies.get(name)
  if (reply?.correlate !== undefined) {
    const { correlate, count } = reply
    const [question, answer] = correlate
    const names = typeof count === 'object' ? [reply.with, count.until] : [reply.with]
    found.push({ field: question, again: names.map((each) => ({ name: each, field: answer })) })
  }
  return found
}

function withMatchers(
  name: string | undefined,
  part: unknown,
  matchers: ReadonlyMap<string, Matcher<Literal>>,
): unknown {
  if (name === undefined || typeof part !== 'object' || part === null || !isObjectPattern(part)) return part
  return Object.fromEntries(
    Object.entries(part).map(([field, value]: [string, unknown]) => {
      const isLiteral = typeof value === 'string' || typeof value === 'number'
      return [field, (isLiteral ? matchers.get(keyOf(name, field, value)) : undefined) ?? value]
    }),
  )
}

function fieldsOf(message: unknown): Readonly<Record<string, unknown>> {
  if (typeof message !== 'object' || message === null || isMatcher(message)) return {}
  return message as Readonly<Record<string, unknown>>
}

function keyOf(name: string, field: string, literal: Literal): string {
  return `${name}.${field} ${typeof literal} ${literal}`
}

/** The app's own id: of the kind that is written down, and remembered. Suggested to the player is what is written. */
function chosenId(key: string, literal: Literal): Matcher<Literal> {
  return defineMatcher<Literal>('appsOwn', [literal], {
    test(value, memory) {
      if (typeof value !== typeof literal) return false
      memory.capture(key, value)
      return true
    },
    example: () => literal,
  })
}

/** The id that the app chose, or what is written while it has not. */
function followingId(key: string, literal: Literal): Matcher<Literal> {
  return defineMatcher<Literal>('appsOwn', [literal], {
    test: (value, memory) => isEqual(memory.hasCaptured(key) ? memory.captured(key) : literal, value),
    explain(actual, memory) {
      if (!memory.hasCaptured(key)) return [{ path: [], expected: showValue(literal), actual }]
      const hint = `the app's own id for ${showValue(literal)}`
      return [{ path: [], expected: showValue(memory.captured(key)), actual, hint }]
    },
    // What was captured passed the test above.
    example: (memory) => (memory.hasCaptured(key) ? (memory.captured(key) as Literal) : literal),
  })
}
