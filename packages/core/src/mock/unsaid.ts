// An answer that a contract asks for and the mock alone cannot make. A mistake of the author's, who has to write a rule for it,
// unless somebody else is there who answers.
import { MistakeError } from '../errors.ts'

export class UnsaidError extends MistakeError {
  constructor(attempted: string, why: string, remedy: string) {
    super(`${attempted}: ${why}. ${remedy}.`)
  }
}
