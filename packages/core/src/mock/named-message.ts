// A message by the name that a contract has for it. What a rule or a test says of a contract's mock; becomes a frame when
// it is sent.

// From the global registry: rules made by one copy of this package may be carried out by another, as a command that is
// installed globally does with a project's.
const MARK: unique symbol = Symbol.for('@parley-ws/core/named-message')

export class NamedMessage {
  static {
    Object.defineProperty(this.prototype, MARK, { value: true })
  }

  readonly name: string
  readonly message: unknown

  constructor(name: string, message: unknown) {
    this.name = name
    this.message = message
  }
}

/** Recognises one, also one made by another copy of this module. */
export function isNamedMessage(value: unknown): value is NamedMessage {
  return typeof value === 'object' && value !== null && MARK in value
}
