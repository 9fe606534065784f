// Reads the definition of a kind of groups: checks that its parts fit the messages and each other, and makes its terms.
import { showKey, showValue } from '../match/show.ts'
import { checkOptionNames } from '../errors.ts'
import type { GroupDefinition } from './definition.ts'
import { DefinitionReader } from './definition-reader.ts'
import {
  type AskTerms,
  type BarrierTerms,
  type CastTerms,
  copiedFields,
  fieldsWithoutSource,
  type GroupTerms,
  sequencesOf,
} from './group-terms.ts'
import type { MessageBook } from './message-book.ts'
import type { MessageTerms } from './message-terms.ts'
import type { Messages } from './message-types.ts'
import type { Promised } from './promise.ts'

/** @throws MistakeError for a kind whose parts contradict each other or the messages */
export function readGroup(
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

const PARTS: Readonly<Record<string, readonly string[]>> = {
  join: ['by', 'ack', 'key'],
  leave: ['by', 'ack', 'key'],
  broadcast: ['by', 'delivers', 'key', 'id', 'deliver', 'ack', 'acknowledges', 'echo'],
  barrier: ['by', 'ack', 'key', 'id'],
}

class GroupReader {
  readonly #where: string
  readonly #kind: string
  readonly #reader: DefinitionReader
  readonly #nameField: string | undefined

  constructor(where: string, kind: string, book: MessageBook, nameField: string | undefined) {
    this.#where = where
    this.#kind = kind
    this.#reader = new DefinitionReader(where, book)
    this.#nameField = nameField
  }

  read(definition: GroupDefinition<Messages, Messages>): GroupTerms {
    if (this.#kind === '' || this.#kind.includes('/')) {
      throw this.#reader.refuse('', 'the name of a kind is empty or has a slash', 'Give it a name like room')
    }
    checkOptionNames(this.#where, definition, [...Object.keys(PARTS), 'guarantees'])
    for (const [part, names] of Object.entries(PARTS)) {
      const given = definition[part as keyof typeof definition]
      if (given !== undefined) checkOptionNames(`${this.#where}.${part}`, given, names)
    }
    const { join, leave, broadcast, barrier } = definition
    const guarantees = this.#guarantees(definition.guarantees ?? [], broadcast)
    const sequences = sequencesOf(guarantees)
    return {
      kind: this.#kind,
      join: join && this.#ask('join', join),
      leave: leave && this.#ask('leave', leave),
      broadcast: broadcast && this.#cast(broadcast, sequences),
      barrier: barrier && this.#barrier(barrier),
      guarantees,
      sequence: sequences[0],
    }
  }

  #ask(part: 'join' | 'leave', definition: Part): AskTerms {
    const by = this.#reader.message(`${part}.by`, 'clientToServer', definition.by)
    const ack = this.#reader.optional(`${part}.ack`, 'serverToClient', definition.ack)
    return { by: by.name, ack: ack?.name, key: this.#reader.key(`${part}.key`, definition.key, by) }
  }

  #cast(definition: Part, sequences: readonly string[]): CastTerms {
    const { deliver, acknowledges = 'accepted', echo = 'always', id } = definition
    const by = this.#reader.message('broadcast.by', 'clientToServer', definition.by)
    const delivered = this.#reader.message('broadcast.delivers', 'serverToClient', definition.delivers)
    const ack = this.#reader.optional('broadcast.ack', 'serverToClient', definition.ack)
    const key = this.#reader.key('broadcast.key', definition.key, by)
    if (id !== undefined) this.#reader.field('broadcast.id', id, by, delivered)
    if (deliver === undefined) this.#checkSources(by, delivered, sequences)
    else if (typeof deliver !== 'function') {
      throw this.#reader.refuse(
        'broadcast.deliver',
        `it is ${showValue(deliver)}`,
        'Give a function of the message',
      )
    }
    if (definition.acknowledges !== undefined && ack === undefined) {
      throw this.#reader.refuse(
        'broadcast.acknowledges',
        'it says what an answer means, and there is none',
        'Add ack, or leave it out',
      )
    }
    return {
      by: by.name,
      delivers: delivered.name,
      key,
      id,
      ack: ack?.name,
      acknowledges: this.#reader.oneOf('broadcast.acknowledges', acknowledges, ['accepted', 'fannedOut']),
      echo: this.#reader.oneOf('broadcast.echo', echo, ['always', 'never', 'optional']),
      deliver: (message) =>
        deliver === undefined ? copiedFields(message, delivered) : deliver(message as never),
    }
  }

  #barrier(definition: Part): BarrierTerms {
    const by = this.#reader.message('barrier.by', 'clientToServer', definition.by)
    const ack = this.#reader.message('barrier.ack', 'serverToClient', definition.ack)
    const key = definition.key === undefined ? undefined : this.#reader.key('barrier.key', definition.key, by)
    if (definition.id !== undefined) this.#reader.field('barrier.id', definition.id, by, ack)
    return { by: by.name, ack: ack.name, key, id: definition.id }
  }

  #guarantees(guarantees: unknown, broadcast: Part | undefined): readonly Promised[] {
    if (!Array.isArray(guarantees)) {
      throw this.#reader.refuse(
        'guarantees',
        `it is ${showValue(guarantees)}`,
        'Give a list, e.g. [exactlyOnce()]',
      )
    }
    if (guarantees.length > 0 && broadcast === undefined) {
      throw this.#reader.refuse(
        'guarantees',
        'promises are about broadcasts, and it has none',
        'Say how to broadcast, or promise nothing',
      )
    }
    return guarantees.map((promised: unknown, index) => this.#promised(index, promised, broadcast))
  }

  #promised(index: number, promised: unknown, broadcast: Part | undefined): Promised {
    const part = `guarantees[${index}]`
    if (typeof promised !== 'object' || promised === null || !('promise' in promised)) {
      throw this.#reader.refuse(
        part,
        `${showValue(promised)} is no promise`,
        'Call what promises it, e.g. exactlyOnce()',
      )
    }
    if ('field' in promised) {
      const delivered = this.#reader.message('broadcast.delivers', 'serverToClient', broadcast?.delivers)
      this.#reader.field(part, promised.field, delivered)
    }
    // Made by one of the constructors, which say what their promises are.
    return promised as Promised
  }

  #checkSources(by: MessageTerms, delivered: MessageTerms, sequences: readonly string[]): void {
    const missing = fieldsWithoutSource(by, delivered, this.#nameField).filter(
      (field) => !sequences.includes(field),
    )
    if (missing.length === 0) return
    throw this.#reader.refuse(
      'broadcast.delivers',
      `${showKey(delivered.name)} requires ${missing.map(showKey).join(', ')}, which ${showKey(by.name)} does not have`,
      'Say what is delivered: deliver: (message) => ({ … })',
    )
  }
}
