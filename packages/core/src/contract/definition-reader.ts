// Reads one part of a contract's definition and refuses what does not fit the messages: names of messages and fields,
// keys, choices. The definition is untyped here, for nobody knows who wrote it.
import { type MistakeError, mistake } from '../errors.ts'
import { showKey, showValue } from '../match/show.ts'
import type { Direction } from '../wire/frame.ts'
import { type KeyTerms, textIn } from './group-terms.ts'
import type { MessageBook } from './message-book.ts'
import type { MessageTerms } from './message-terms.ts'

export class DefinitionReader {
  readonly #where: string
  readonly #book: MessageBook

  /** @param where the part, for messages: `contract('chat'), groups.room` */
  constructor(where: string, book: MessageBook) {
    this.#where = where
    this.#book = book
  }

  /** The message of a name. @throws MistakeError naming the messages there are */
  message(part: string, direction: Direction, name: unknown): MessageTerms {
    const terms = typeof name === 'string' ? this.#book.find(direction, name) : undefined
    if (terms !== undefined) return terms
    const known = [...this.#book.all(direction).keys()].map(showKey).join(', ')
    throw this.refuse(
      part,
      `${direction} has no message ${showValue(name)}`,
      `It has: ${known || 'none'}. Correct the name or add the message`,
    )
  }

  /** The same where it may be left out. */
  optional(part: string, direction: Direction, name: unknown): MessageTerms | undefined {
    return name === undefined ? undefined : this.message(part, direction, name)
  }

  /** A field whose value can be a key or an id, in each of the messages. @throws MistakeError where one has none */
  field(part: string, field: unknown, ...messages: readonly MessageTerms[]): string {
    if (typeof field !== 'string')
      throw this.refuse(part, `${showValue(field)} is no field`, 'Give the name of a field')
    for (const { name, fields } of messages) {
      const { known, required, types } = fields
      if (known !== undefined && !known.has(field) && !required.has(field)) {
        throw this.refuse(
          part,
          `${showKey(name)} has no field ${showValue(field)}`,
          `It has: ${[...known].map(showKey).join(', ') || 'none'}. Correct the name`,
        )
      }
      if (types.get(field) !== 'other') continue
      throw this.refuse(
        part,
        `the field ${showKey(field)} of ${showKey(name)} is neither a string nor a number`,
        'Use another field, or make it one of them',
      )
    }
    return field
  }

  /** Between a message and a key. @throws MistakeError for what is none */
  key(part: string, key: unknown, by: MessageTerms): KeyTerms {
    if (typeof key === 'string') {
      const field = this.field(part, key, by)
      const isNumber = by.fields.types.get(field) === 'number'
      return {
        field,
        of: (message) => textIn(message, field),
        make: (value) => ({ [field]: isNumber ? Number(value) : value }),
      }
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
    throw this.refuse(part, `${showValue(key)} is no key`, 'Give the name of a field, or { of, make }')
  }

  /** @throws MistakeError for another value */
  oneOf<Value extends string>(part: string, value: unknown, values: readonly Value[]): Value {
    const found = values.find((one) => one === value)
    if (found !== undefined) return found
    throw this.refuse(part, `it is ${showValue(value)}`, `Use ${values.map(showValue).join(' or ')}`)
  }

  /** A time that may be left out. @throws MistakeError unless it is a number of ms above 0 */
  ms(part: string, value: unknown): number | undefined {
    if (value === undefined || (typeof value === 'number' && value > 0 && value < Infinity)) return value
    throw this.refuse(part, `it is ${showValue(value)}`, 'Give a number of ms, more than 0')
  }

  /** What is refused about a part; `''` for the whole. */
  refuse(part: string, why: string, remedy: string): MistakeError {
    return mistake(part === '' ? this.#where : `${this.#where}.${part}`, why, remedy)
  }
}

function textOf(key: unknown): string | undefined {
  if (typeof key === 'string') return key
  return typeof key === 'number' ? String(key) : undefined
}
