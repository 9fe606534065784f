// Clients of a loaded mock, without a network, in virtual time.
import type { MockCollection } from '../../src/mock/source.ts'
import { definitionOf } from '../../src/mock/source.ts'
import { compileUrl } from '../../src/mock/url-pattern.ts'
import { Stage, type StageClient } from '../stage.ts'

export interface Dialling {
  readonly headers?: Readonly<Record<string, string>>
  readonly protocols?: readonly string[]
}

/** One endpoint of a loaded mock on a stage. */
export class Conversation {
  readonly stage: Stage
  readonly #path: string

  constructor(mock: MockCollection, path = mock.endpoints[0]?.path ?? '/') {
    this.#path = path
    const { rules, options } = definitionOf('the test', mock, path)
    this.stage = new Stage(rules, options)
  }

  /** @param url from the path on: `/rooms/lobby?token=1` */
  connect(url: string = this.#path, dialling: Dialling = {}): StageClient {
    const whole = `ws://mock.test${url}`
    return this.stage.connect({ url: whole, ...dialling }, { ...compileUrl('test', this.#path).match(whole) })
  }

  /** Lets time pass, in ms. */
  pass(ms: number): void {
    this.stage.clock.advanceTo(this.stage.clock.now() + ms)
  }

  get errors(): readonly string[] {
    return this.stage.reports.map(({ error }) => (error instanceof Error ? error.message : String(error)))
  }
}
