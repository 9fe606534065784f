// The handle of a mock that outlives tests: the same in every test, standing for the mock of the one that is running.
// What a mock is, ws-mock.ts says; a contract's words are contract-ws-mock.ts's.
import type { ClientFilter } from '../mock/audience.ts'
import type { MockClient } from '../mock/client.ts'
import type { Rule } from '../mock/rule.ts'
import type { Sendable } from '../mock/sendable.ts'
import type { Transcript } from '../transcript/entry.ts'
import type { Observed } from '../transcript/observed.ts'
import type { Play } from './play/types.ts'
import type { ClientOptions, MockGroup, MockUser, Selection, WsMock } from './ws-mock.ts'

export class StandingMock implements WsMock {
  readonly #current: (attempted: string) => WsMock

  /** @param current the mock that is meant now; it may throw where there is none */
  constructor(current: (attempted: string) => WsMock) {
    this.#current = current
  }

  get observed(): Observed {
    return this.#current('asserting on the mock').observed
  }
  get transcript(): Transcript {
    return this.#current('transcript').transcript
  }
  get clients(): readonly MockClient[] {
    return this.#current('clients').clients
  }
  // Not an async method: where there is no test, the mistake is thrown at the call and not lost in a promise.
  client(options?: ClientOptions): Promise<MockClient> {
    return this.#current('client()').client(options)
  }
  nameNext(name: string): () => boolean {
    return this.#current('nameNext()').nameNext(name)
  }
  send(message: Sendable, options?: { readonly to?: MockClient | string }): void {
    this.#current('send()').send(message, options)
  }
  broadcast(message: Sendable, audience?: ClientFilter): void {
    this.#current('broadcast()').broadcast(message, audience)
  }
  get users(): readonly MockUser[] {
    return this.#current('users').users
  }
  where(filter: ClientFilter): Selection {
    return this.#current('where()').where(filter)
  }
  close(code?: number, reason?: string): void {
    this.#current('close()').close(code, reason)
  }
  group(name: string): MockGroup {
    return this.#current('group()').group(name)
  }
  use(...rules: readonly (Rule | readonly Rule[])[]): void {
    this.#current('use()').use(...rules)
  }
  drain(): Promise<void> {
    return this.#current('drain()').drain()
  }
  readonly play: Play = (...args) => this.#current('play()').play(...args)
}
