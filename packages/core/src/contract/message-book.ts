// The messages of a contract: tells by its name, or by its schema, which message a value is, checks it, and makes values
// to send. Frames and codecs are compiled.ts's.
import { BugError, mistake } from '../errors.ts'
import { showKey, showValue } from '../match/show.ts'
import {
  issuePath,
  type SchemaIssue,
  type SchemaResult,
  type StandardSchema,
} from '../match/standard-schema.ts'
import type { Direction } from '../wire/frame.ts'
import type { WireNames } from './definition.ts'
import type { Envelope, Label } from './envelope.ts'
import { prepared } from './json-schema.ts'
import { byLabel, type MessageTerms, termsOf } from './message-terms.ts'
import type { Messages } from './message-types.ts'
import type { Breach, Issue, Reading } from './reading.ts'

export class MessageBook {
  readonly #envelope: Envelope | undefined
  readonly #ignoresUnknown: boolean
  /** Whether all schemas that can answer at once do. */
  #isReady = false
  readonly #byName: Readonly<Record<Direction, ReadonlyMap<string, MessageTerms>>>
  readonly #byLabel: Readonly<Record<Direction, ReadonlyMap<Label, MessageTerms>>>

  /** @throws MistakeError for a schema that is none, or two messages of one direction with one name on the wire */
  constructor(
    attempted: string,
    messages: Readonly<Record<Direction, Messages>>,
    envelope: Envelope | undefined,
    names: WireNames,
    ignoresUnknown: boolean,
  ) {
    this.#envelope = envelope
    this.#ignoresUnknown = ignoresUnknown
    const terms = (direction: Direction): ReadonlyMap<string, MessageTerms> =>
      termsOf(attempted, direction, messages[direction], envelope?.namePath, names)
    this.#byName = { clientToServer: terms('clientToServer'), serverToClient: terms('serverToClient') }
    for (const name of Object.keys(names)) {
      if (this.#byName.clientToServer.has(name) || this.#byName.serverToClient.has(name)) continue
      throw mistake(
        `${attempted}, discriminator.names`,
        `there is no message ${showKey(name)}`,
        'Correct the name',
      )
    }
    this.#byLabel = {
      clientToServer: byLabel(attempted, this.#byName.clientToServer),
      serverToClient: byLabel(attempted, this.#byName.serverToClient),
    }
  }

  /** Loads what schemas need to answer at once; undefined where they do already. */
  prepare(): Promise<unknown> | undefined {
    return prepared(this.#schemas())
  }

  *#schemas(): Iterable<StandardSchema> {
    for (const messages of Object.values(this.#byName))
      for (const { schema } of messages.values()) yield schema
  }

  /** All messages of a direction, by name, in the order of the contract. */
  all(direction: Direction): ReadonlyMap<string, MessageTerms> {
    return this.#byName[direction]
  }

  find(direction: Direction, name: string): MessageTerms | undefined {
    return this.#byName[direction].get(name)
  }

  /** @throws BugError: names are checked where they are written */
  get(direction: Direction, name: string): MessageTerms {
    const terms = this.find(direction, name)
    if (terms === undefined) throw new BugError(`the contract has no message ${name} ${direction}`)
    return terms
  }

  /** The value that is sent for a message. @throws MistakeError for one that has no place for its name */
  close(terms: MessageTerms, message: unknown): unknown {
    return this.#envelope === undefined
      ? message
      : this.#envelope.close(labelFor(terms, this.#envelope.labelOf(message)), message)
  }

  /** Which message a value is, unchecked. Where names are not on the wire: the first that fits. */
  classify(direction: Direction, value: unknown): Classified {
    if (this.#envelope === undefined) {
      return { name: this.#firstThatFits(direction, value).terms?.name, message: value }
    }
    const label = this.#envelope.labelOf(value)
    const name = label === undefined ? undefined : this.#byLabel[direction].get(label)?.name
    return { name, message: this.#envelope.messageIn(value) }
  }

  /**
   * Which message a value is, and whether it is as its schema says. Waits only for a schema that makes it wait.
   *
   * @throws what a schema throws
   */
  read(direction: Direction, value: unknown): Reading | Promise<Reading> {
    if (this.#envelope === undefined) return this.#readNameless(direction, value)
    const label = this.#envelope.labelOf(value)
    if (label === undefined) return this.#stranger(direction, value, 'nameless', [])
    const terms = this.#byLabel[direction].get(label)
    if (terms === undefined) {
      const isTurned = this.#byLabel[opposite(direction)].has(label)
      return this.#stranger(direction, value, isTurned ? 'wrongWay' : 'unknown', [
        { path: '', message: `the name on the wire is ${showValue(label)}` },
      ])
    }
    const subject = terms.describesName ? value : this.#envelope.bodyOf(value)
    const result = terms.schema['~standard'].validate(subject)
    const message = this.#envelope.messageIn(value)
    if ('then' in result) return result.then((settled) => readingOf(terms, message, settled))
    return readingOf(terms, message, result)
  }

  #readNameless(direction: Direction, value: unknown): Reading | Promise<Reading> {
    // A schema that answers late for the first time only must not count as one that always does.
    const pending = this.#isReady ? undefined : prepared(this.#schemas())
    if (pending !== undefined) return pending.then(() => this.#readNameless(direction, value))
    this.#isReady = true
    const { terms, result, issues } = this.#firstThatFits(direction, value)
    if (terms !== undefined) return readingOf(terms, value, result)
    return this.#stranger(direction, value, 'nameless', issues)
  }

  #firstThatFits(direction: Direction, value: unknown): Fitting {
    const issues: Issue[] = []
    for (const terms of this.#byName[direction].values()) {
      const result = atOnce(terms, value)
      if (result.issues === undefined) return { terms, result, issues }
      for (const { path, message } of issuesOf(result.issues)) {
        issues.push({
          path: '',
          message: `no ${showKey(terms.name)}: ${path === '' ? '' : `${path}: `}${message}`,
        })
      }
    }
    return { terms: undefined, issues }
  }

  #stranger(direction: Direction, value: unknown, why: Breach['why'], issues: readonly Issue[]): Reading {
    const breach: Breach = { direction, name: undefined, why, issues }
    const isIgnored = this.#ignoresUnknown && why !== 'wrongWay'
    return { name: undefined, message: value, output: value, breach: isIgnored ? undefined : breach }
  }
}

/** Which message a value is. */
export interface Classified {
  readonly name: string | undefined
  readonly message: unknown
  /** Whether the codec cannot read it at all. */
  readonly isUndecodable?: boolean
}

type Fitting =
  | {
      readonly terms: MessageTerms
      readonly result: SchemaResult<unknown>
      readonly issues: readonly Issue[]
    }
  | { readonly terms: undefined; readonly result?: undefined; readonly issues: readonly Issue[] }

/** @throws MistakeError for a message of several names that does not say which it has */
function labelFor({ name, labels }: MessageTerms, own: Label | undefined): Label {
  const [first, ...others] = labels
  if (others.length === 0) return first
  if (own !== undefined && labels.includes(own)) return own
  throw mistake(
    `sending ${showKey(name)}`,
    `it is called ${labels.map(showValue).join(' or ')} on the wire, and it does not say which`,
    'Write the name into the message',
  )
}

function opposite(direction: Direction): Direction {
  return direction === 'clientToServer' ? 'serverToClient' : 'clientToServer'
}

function readingOf(
  { name, direction }: MessageTerms,
  message: unknown,
  result: SchemaResult<unknown>,
): Reading {
  if (result.issues === undefined) return { name, message, output: result.value, breach: undefined }
  const issues = issuesOf(result.issues)
  return { name, message, output: message, breach: { direction, name, why: 'invalid', issues } }
}

function issuesOf(issues: readonly SchemaIssue[]): readonly Issue[] {
  return issues.map((issue) => ({ path: issuePath(issue).join('.'), message: issue.message }))
}

/** @throws MistakeError for an asynchronous schema: the first that fits cannot be waited for */
function atOnce({ name, schema }: MessageTerms, value: unknown): SchemaResult<unknown> {
  const result = schema['~standard'].validate(value)
  if (!('then' in result)) return result
  result.then(undefined, () => {})
  throw mistake(
    `finding the first message that fits`,
    `the schema of ${showKey(name)} validates asynchronously, and a message is told by its schema at once`,
    'Give messages a name on the wire, or remove the asynchronous part',
  )
}
