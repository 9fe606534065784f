// A message by the name that a contract has for it. What a rule or a test says of a contract's mock; becomes a frame when
// it is sent.

export class NamedMessage {
  readonly name: string
  readonly message: unknown

  constructor(name: string, message: unknown) {
    this.name = name
    this.message = message
  }
}
