// What one run of a file's mocks keeps: data buckets, variables, and the seed's draws. Made anew for each test.
import type { Faker } from '@faker-js/faker'
import { type Random, seededRandom } from '../../mock/random.ts'
import { peer } from '../peers.ts'
import type { Bucket, Kept } from '../templates/scope.ts'
import { Buckets } from './buckets.ts'

export interface RunOptions {
  readonly seed: number
  /** Of faker's texts: `en`, `de`, `pt_BR`. */
  readonly locale: string
  readonly env: Readonly<Record<string, string>>
  readonly baseUrl: string | undefined
}

export class Run implements Kept {
  readonly buckets: Buckets
  readonly variables: Map<string, unknown> = new Map()
  readonly env: Readonly<Record<string, string>>
  readonly baseUrl: string | undefined
  readonly #options: RunOptions
  #random: Random
  #faker: Faker | undefined

  constructor(buckets: readonly Bucket[], options: RunOptions) {
    this.#options = options
    this.env = options.env
    this.baseUrl = options.baseUrl
    this.buckets = new Buckets(buckets)
    this.#random = seededRandom(options.seed)
  }

  readonly random = (): number => this.#random()

  fakerAt(now: number): Faker {
    this.#faker ??= this.#newFaker()
    this.#faker.setDefaultRefDate(now)
    return this.#faker
  }

  /** Begins the draws of the nth message of a shared stream: the same for each of its recipients. */
  beginDraws(n: number): void {
    // Any odd factor keeps the streams of neighbouring messages apart.
    const seed = (this.#options.seed + Math.imul(n + 1, 0x9e3779b1)) >>> 0
    this.#random = seededRandom(seed)
    this.#faker?.seed(seed)
    this.#pendingSeed = seed
  }
  #pendingSeed: number | undefined

  #newFaker(): Faker {
    const { Faker, allLocales } = peer('@faker-js/faker', 'a template with invented values')
    const locales: Readonly<Record<string, (typeof allLocales)['en'] | undefined>> = allLocales
    const chosen = locales[this.#options.locale]
    const faker = new Faker({
      locale: [...(chosen === undefined ? [] : [chosen]), allLocales.en, allLocales.base],
    })
    faker.seed(this.#pendingSeed ?? this.#options.seed)
    return faker
  }
}
