// What a schema said against the messages that were made for it, for the sentence that says that none could be made.
import { issueTexts } from '../contract/breach-text.ts'
import type { MessageTerms } from '../contract/message-terms.ts'
import type { Breach } from '../contract/reading.ts'
import { mistake } from '../errors.ts'
import { showKey } from '../match/show.ts'

export class Refusals {
  readonly #by: MessageTerms
  readonly #key: string | undefined
  /** The one with the fewest objections. */
  #mildest: Breach | undefined
  #wasKeyAlone = false

  /** @param key the field that is the key of a group; undefined where functions say it */
  constructor(by: MessageTerms, key: string | undefined) {
    this.#by = by
    this.#key = key
  }

  add(breach: Breach): void {
    const { issues } = breach
    if (this.#key !== undefined && issues.every(({ path }) => path === this.#key)) this.#wasKeyAlone = true
    if (this.#mildest === undefined || issues.length < this.#mildest.issues.length) this.#mildest = breach
  }

  /** Whether it cannot have been the key: every message was refused for something else as well. */
  get areOfTheRest(): boolean {
    return this.#key !== undefined && this.#mildest !== undefined && !this.#wasKeyAlone
  }

  error(attempted: string): Error {
    const name = showKey(this.#by.name)
    const why = this.#mildest === undefined ? '' : ` (${issueTexts(this.#mildest).join('; ')})`
    return mistake(
      attempted,
      `no message ${name} could be made that its schema accepts${why}`,
      `Give examples: { messages: { ${name}: [{ … }] } }, or an arbitrary of fast-check`,
    )
  }
}
