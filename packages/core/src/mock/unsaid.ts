// An answer that a contract asks for and the mock alone cannot make. A mistake of the author's, who has to write a rule for it,
// unless somebody else is there who answers.
import { MistakeError } from '../errors.ts'

// From the global registry, as for named-message.ts.
const MARK: unique symbol = Symbol.for('@parley-ws/core/unsaid')

export class UnsaidError extends MistakeError {
  static {
    Object.defineProperty(this.prototype, MARK, { value: true })
  }

  constructor(attempted: string, why: string, remedy: string) {
    super(`${attempted}: ${why}. ${remedy}.`)
  }
}

/** Recognises one, also one made by another copy of this module. */
export function isUnsaid(error: unknown): error is UnsaidError {
  return typeof error === 'object' && error !== null && MARK in error
}
