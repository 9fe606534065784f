// The groups of a contract, ready to be used: which message asks for what, which key it is about, what answers it.
// Checks that the parts fit; carrying groups out is the mock's, judging their promises the laws'.
import { type MistakeError, mistake } from '../errors.ts'
import { showKey, showValue } from '../match/show.ts'
import type { Messages } from './message-types.ts'
import type { GroupDefinition } from './definition.ts'
import type { MessageBook, MessageTerms } from './message-book.ts'
import type { Promised } from './promise.ts'

/** A message as an object of fields. */
type Fields = Readonly<Record<string, unknown>>

/** Between a message and the key of the group it is about. */
export interface KeyTerms {
  /** The field of both messages; undefined where functions say it. */
  readonly field: string | undefined
  /** The key that the client's message is about; undefined when it has none. */
  of(message: unknown): string | undefined
  /** The client's message about a key; other fields are missing. */
  make(key: string): unknown
}

/** How a client joins or leaves. */
export interface AskTerms {
  readonly by: string
  readonly ack: string | undefined
  readonly key: KeyTerms
}

/** How a client speaks to a group. */
interface CastTerms {
  readonly by: string
  readonly delivers: string
  readonly key: KeyTerms
  readonly id: string | undefined
  readonly ack: string | undefined
  readonly acknowledges: 'accepted' | 'fannedOut'
  readonly echo: 'always' | 'never' | 'optional'
  /** What the members get for the client's message. */
  deliver(message: unknown): unknown
}

/** A question whose answer proves that what came before it has been fanned out. */
interface BarrierTerms {
  readonly by: string
  readonly ack: string
  readonly key: KeyTerms | undefined
  readonly id: string | undefined
}

/** A kind of group. */
export interface GroupTerms {
  readonly kind: string
  readonly join: AskTerms | undefined
  readonly leave: AskTerms | undefined
  readonly broadcast: CastTerms | undefined
  readonly barrier: BarrierTerms | undefined
  readonly guarantees: readonly Promised[]
  /** The field of what is delivered that numbers broadcasts, if any is promised. */
  readonly sequence: string | undefined
}

/** What a group of a kind and a key is called where groups have one name: in mocks and in transcripts. */
export function groupName(kind: string, key: string): string {
  return `${kind}/${key}`
}

/** The kind and the key of such a name. A kind has no slash. */
export function kindAndKey(name: string): readonly [kind: string, key: string] | undefined {
  const slash = name.indexOf('/')
  return slash === -1 ? undefined : [name.slice(0, slash), name.slice(slash + 1)]
}

/** The field of a message as a key or an id: strings as they are, numbers as text; undefined for anything else. */
function textIn(message: unknown, field: string): string | undefined {
  const value = fieldsIn(message)[field]
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : undefined
}

/**
 * An answer to a message, or what is delivered for it: fields of the same name are copied.
 *
 * @param terms of the message to make
 */
export function copiedFields(message: unknown, { fields }: MessageTerms): Fields {
  const source = fieldsIn(message)
  const { known, required } = fields
  const wanted = known ?? (required.size > 0 ? required : undefined)
  if (wanted === undefined) return source
  return Object.fromEntries(Object.entries(source).filter(([field]) => wanted.has(field)))
}

/** Required fields of the message to make that the other one cannot give. */
export function fieldsWithoutSource(
  source: MessageTerms,
  { fields, describesName }: MessageTerms,
  nameField: string | undefined,
): readonly string[] {
  const { known } = source.fields
  if (known === undefined) return []
  return [...fields.required].filter((field) => !known.has(field) && !(describesName && field === nameField))
}

/** @throws MistakeError for a kind whose parts contradict each other or the messages */
export function groupTerms(
  attempted: string,
  kind: string,
  definition: GroupDefinition<Messages, Messages>,
  book: MessageBook,
  nameField: string | undefined,
): GroupTerms {
  return new GroupReader(`${attempted}, groups.${showKey(kind)}`, kind, book, nameField).read(definition)
}

/** What a part of a definition may be at run time, whoever wrote it. */
interface Part {
  readonly by: string
  readonly ack?: string
  readonly key?: unknown
  readonly id?: string
  readonly delivers?: string
  readonly deliver?: (message: never) => unknown
  readonly acknowledges?: 'accepted' | 'fannedOut'
  readonly echo?: 'always' | 'never' | 'optional'
}

class GroupReader {
  readonly #where: string
  readonly #kind: string
  readonly #book: MessageBook
  readonly #nameField: string | undefined
  #sequence: string | undefined

  constructor(where: string, kind: string, book: MessageBook, nameField: string | undefined) {
    this.#where = where
    this.#kind = kind
    this.#book = book
    this.#nameField = nameField
  }

  read(definition: GroupDefinition<Messages, Messages>): GroupTerms {
    if (this.#kind === '' || this.#kind.includes('/')) {
      throw this.#refuse('', 'the name of a kind is empty or has a slash', 'Give it a name like room')
    }
    const { join, leave, broadcast, barrier, guarantees = [] } = definition
    this.#sequence = guarantees.flatMap((promised) => ('field' in promised ? [promised.field] : []))[0]
    return {
      kind: this.#kind,
      join: join && this.#ask('join', join),
      leave: leave && this.#ask('leave', leave),
      broadcast: broadcast && this.#cast(broadcast),
      barrier: barrier && this.#barrier(barrier),
      guarantees: this.#guarantees(guarantees, broadcast),
      sequence: this.#sequence,
    }
  }

  #ask(part: 'join' | 'leave', definition: Part): AskTerms {
    const by = this.#message(`${part}.by`, 'clientToServer', definition.by)
    const ack =
      definition.ack === undefined
        ? undefined
        : this.#message(`${part}.ack`, 'serverToClient', definition.ack)
    const key = this.#key(part, definition, by)
    return { by: by.name, ack: ack?.name, key }
  }

  #cast(definition: Part): CastTerms {
    const { deliver, acknowledges = 'accepted', echo = 'always' } = definition
    const by = this.#message('broadcast.by', 'clientToServer', definition.by)
    const delivered = this.#message('broadcast.delivers', 'serverToClient', definition.delivers)
    const ack =
      definition.ack === undefined
        ? undefined
        : this.#message('broadcast.ack', 'serverToClient', definition.ack)
    const key = this.#key('broadcast', definition, by)
    if (definition.id !== undefined) {
      this.#field('broadcast.id', definition.id, by)
      this.#field('broadcast.id', definition.id, delivered)
    }
    if (deliver === undefined) this.#checkSources(by, delivered)
    else if (typeof deliver !== 'function') {
      throw this.#refuse('broadcast.deliver', `it is ${showValue(deliver)}`, 'Give a function of the message')
    }
    this.#oneOf('broadcast.acknowledges', acknowledges, ['accepted', 'fannedOut'])
    this.#oneOf('broadcast.echo', echo, ['always', 'never', 'optional'])
    return {
      by: by.name,
      delivers: delivered.name,
      key,
      id: definition.id,
      ack: ack?.name,
      acknowledges,
      echo,
      deliver: (message) =>
        deliver === undefined ? copiedFields(message, delivered) : deliver(message as never),
    }
  }

  #barrier(definition: Part): BarrierTerms {
    const by = this.#message('barrier.by', 'clientToServer', definition.by)
    const ack = this.#message('barrier.ack', 'serverToClient', definition.ack)
    const key = definition.key === undefined ? undefined : this.#key('barrier', definition, by)
    if (definition.id !== undefined) {
      this.#field('barrier.id', definition.id, by)
      this.#field('barrier.id', definition.id, ack)
    }
    return { by: by.name, ack: ack.name, key, id: definition.id }
  }

  #guarantees(guarantees: readonly Promised[], broadcast: unknown): readonly Promised[] {
    if (!Array.isArray(guarantees)) {
      throw this.#refuse('guarantees', `it is ${showValue(guarantees)}`, 'Give a list, e.g. [exactlyOnce()]')
    }
    for (const [index, promised] of guarantees.entries()) {
      if (typeof promised !== 'object' || promised === null || !('promise' in promised)) {
        throw this.#refuse(
          `guarantees[${index}]`,
          `${showValue(promised)} is no promise`,
          'Call what promises it, e.g. exactlyOnce()',
        )
      }
    }
    if (guarantees.length > 0 && broadcast === undefined) {
      throw this.#refuse(
        'guarantees',
        'promises are about broadcasts, and it has none',
        'Say how to broadcast, or promise nothing',
      )
    }
    return [...guarantees]
  }

  #message(part: string, direction: 'clientToServer' | 'serverToClient', name: unknown): MessageTerms {
    const terms = typeof name === 'string' ? this.#book.find(direction, name) : undefined
    if (terms !== undefined) return terms
    const known = [...this.#book.all(direction).keys()].map(showKey).join(', ')
    throw this.#refuse(
      part,
      `${direction} has no message ${showValue(name)}`,
      `It has: ${known || 'none'}. Correct the name or add the message`,
    )
  }

  #key(part: string, { key }: Part, by: MessageTerms): KeyTerms {
    if (typeof key === 'string') {
      this.#field(`${part}.key`, key, by)
      return { field: key, of: (message) => textIn(message, key), make: (value) => ({ [key]: value }) }
    }
    if (typeof key === 'object' && key !== null && 'of' in key && 'make' in key) {
      const { of, make } = key
      if (typeof of === 'function' && typeof make === 'function') {
        return {
          field: undefined,
          of: (message) => textOf(of(message)),
          make: (value) => make(value) as unknown,
        }
      }
    }
    throw this.#refuse(
      `${part}.key`,
      `${showValue(key)} is no key`,
      'Give the name of a field, or { of, make }',
    )
  }

  #field(part: string, field: string, { name, fields }: MessageTerms): void {
    const { known, required } = fields
    if (known === undefined || known.has(field) || required.has(field)) return
    throw this.#refuse(
      part,
      `${showKey(name)} has no field ${showValue(field)}`,
      `It has: ${[...known].map(showKey).join(', ') || 'none'}. Correct the name`,
    )
  }

  #checkSources(by: MessageTerms, delivered: MessageTerms): void {
    const missing = fieldsWithoutSource(by, delivered, this.#nameField).filter(
      (field) => field !== this.#sequence,
    )
    if (missing.length === 0) return
    throw this.#refuse(
      'broadcast.delivers',
      `${showKey(delivered.name)} requires ${missing.map(showKey).join(', ')}, which ${showKey(by.name)} does not have`,
      'Say what is delivered: deliver: (message) => ({ … })',
    )
  }

  #oneOf(part: string, value: unknown, values: readonly string[]): void {
    if (typeof value === 'string' && values.includes(value)) return
    throw this.#refuse(part, `it is ${showValue(value)}`, `Use ${values.map(showValue).join(' or ')}`)
  }

  #refuse(part: string, why: string, remedy: string): MistakeError {
    return mistake(part === '' ? this.#where : `${this.#where}.${part}`, why, remedy)
  }
}

function textOf(key: unknown): string | undefined {
  if (typeof key === 'string') return key
  return typeof key === 'number' ? String(key) : undefined
}

function fieldsIn(message: unknown): Fields {
  return typeof message === 'object' && message !== null && !Array.isArray(message) ? (message as Fields) : {}
}
