// What clients say in an exploration: bodies from examples, from an arbitrary, or from the message's schema; keys that are
// easily mixed up; ids that are never used twice.
import * as fc from 'fast-check'
import type { CompiledContract } from '../contract/compiled.ts'
import type { CastTerms, GroupTerms, KeyTerms } from '../contract/group-terms.ts'
import type { MessageTerms } from '../contract/message-terms.ts'
import { shapeOf } from '../contract/schema-shape.ts'
import { mistake } from '../errors.ts'
import { showKey, showValue } from '../match/show.ts'
import { arbitraryOf } from './json-schema-arbitrary.ts'
import type { MessageSource } from './message-source.ts'
import { Refusals } from './refusals.ts'
import type { ExploreOptions } from './options.ts'
import type { Flavour } from './plan.ts'

type Fields = Readonly<Record<string, unknown>>

/** How many different contents of a message there are to pick from. */
const POOL = 24
/** Above what servers compress, fragment or buffer. */
const LARGE = 'x'.repeat(70_000)
/** A few of these fill what the operating system keeps for a client that does not read. */
const HUGE = 'x'.repeat(900_000)
/** Beyond the Basic Multilingual Plane, right to left, combined, and what ends strings elsewhere. */
const ODD = '𝒳 👩‍👩‍👧 שלום e\u0301 \u0000 \u2028 "\\ </script>'

const TEXTS: readonly (readonly [Flavour, string])[] = [
  ['large', LARGE],
  ['huge', HUGE],
  ['empty', ''],
  ['odd', ODD],
]

/**
 * Keys that a server may mix up: one is a prefix of the other, they differ in case, they lie beyond the BMP, they look like
 * something else.
 */
const KEY_PAIRS: readonly (readonly string[])[] = [
  ['a', 'b', 'c', 'd'],
  ['g1', 'g10', 'g', 'g100'],
  ['Room', 'room', 'ROOM', 'rooM'],
  ['𝒢', '𝒢𝒢', '𝒜', '𝒢a'],
  ['constructor', '__proto__', 'toString', 'length'],
  ['a b', 'a', 'a:b', 'a/b'],
]

/** What a client broadcasts to the groups of one kind. */
export class CastMessages {
  readonly terms: GroupTerms
  readonly cast: CastTerms
  readonly by: MessageTerms
  /** Sets of keys, each for the groups of one conversation. */
  readonly keys: readonly (readonly string[])[]
  readonly #pool: readonly Fields[]
  /** By flavour: the fields that make a message so, where its schema accepts them. */
  readonly #flavours: ReadonlyMap<Flavour, Fields>
  readonly #makeId: (n: number, token: string) => string | number

  private constructor(
    terms: GroupTerms,
    cast: CastTerms,
    by: MessageTerms,
    keys: readonly (readonly string[])[],
    pool: readonly Fields[],
    flavours: ReadonlyMap<Flavour, Fields>,
    makeId: (n: number, token: string) => string | number,
  ) {
    this.terms = terms
    this.cast = cast
    this.by = by
    this.keys = keys
    this.#pool = pool
    this.#flavours = flavours
    this.#makeId = makeId
  }

  /** @throws MistakeError when no valid message can be made of what is known */
  static async of(
    attempted: string,
    contract: CompiledContract,
    terms: GroupTerms,
    cast: CastTerms,
    {
      source,
      keys: ownKeys,
    }: { readonly source: MessageSource | undefined; readonly keys: readonly string[] | undefined },
    groups: number,
    seed: number,
  ): Promise<CastMessages> {
    const by = contract.messages.get('clientToServer', cast.by)
    const makeId = idMaker(by, cast.id)
    const complete = (body: unknown, key: string): Fields => ({
      ...(isFields(body) ? body : {}),
      ...(cast.key.make(key) as Fields),
      ...(cast.id === undefined ? {} : { [cast.id]: makeId(1, '') }),
    })
    const refusals = new Refusals(by, cast.key.field)
    const isValid = async (body: Fields): Promise<boolean> => {
      const reading = await contract.messages.read('clientToServer', contract.messages.close(by, body))
      if (reading.breach !== undefined) refusals.add(reading.breach)
      return reading.breach === undefined
    }
    const accepts = async (key: string): Promise<boolean> => {
      for (const body of candidates(by, source, seed)) if (await isValid(complete(body, key))) return true
      return false
    }
    const keys = await keysOf(attempted, contract, terms, cast.key, groups, ownKeys, accepts, refusals)
    const pool: Fields[] = []
    const [firstKey = 'a'] = keys[0] ?? []
    for (const body of candidates(by, source, seed)) {
      const whole = complete(body, firstKey)
      // oxlint-disable-next-line eslint/no-await-in-loop -- a schema may be asynchronous
      if (await isValid(whole)) pool.push(whole)
      if (pool.length === POOL) break
    }
    if (pool.length === 0) throw refusals.error(attempted)
    const texts = Object.entries(pool[0] ?? {}).flatMap(([field, value]) =>
      typeof value === 'string' && field !== cast.id && field !== cast.key.field ? [field] : [],
    )
    const flavours = new Map<Flavour, Fields>()
    for (const [flavour, text] of TEXTS) {
      const fields = Object.fromEntries(texts.map((field) => [field, text]))
      // oxlint-disable-next-line eslint/no-await-in-loop -- a schema may be asynchronous
      if (await isValid({ ...pool[0], ...fields })) flavours.set(flavour, fields)
    }
    return new CastMessages(terms, cast, by, keys, pool, flavours, makeId)
  }

  /** What else than plain messages there are: those that the schema accepts. */
  get flavours(): readonly Flavour[] {
    return [...this.#flavours.keys()]
  }

  /** How many different contents there are. */
  get picks(): number {
    return this.#pool.length
  }

  /**
   * The nth message of a conversation.
   *
   * @param token tells this conversation from others on the same server
   */
  make(
    key: string,
    n: number,
    token: string,
    { flavour, pick }: { readonly flavour: Flavour; readonly pick: number },
  ): Fields {
    return {
      ...this.#pool[flavour === 'same' ? 0 : pick % this.#pool.length],
      ...this.#flavours.get(flavour),
      ...(this.cast.key.make(key) as Fields),
      ...(this.cast.id === undefined ? {} : { [this.cast.id]: this.#makeId(n, token) }),
    }
  }
}

/**
 * What clients broadcast to each kind of group.
 *
 * @throws MistakeError when no client can broadcast, or no valid message can be made
 */
export async function castsOf(
  attempted: string,
  contract: CompiledContract,
  options: Pick<ExploreOptions, 'messages' | 'keys'>,
  groups: number,
  seed: number,
): Promise<readonly CastMessages[]> {
  const { messages = {}, keys = {} } = options
  for (const name of Object.keys(messages)) contract.message(`${attempted}, messages`, 'clientToServer', name)
  for (const [name, source] of Object.entries(messages)) checkSource(attempted, name, source)
  for (const kind of Object.keys(keys)) contract.group(`${attempted}, keys`, kind)
  const casts: CastMessages[] = []
  for (const terms of contract.groups.values()) {
    const { broadcast } = terms
    if (broadcast === undefined) continue
    const given = { source: messages[broadcast.by], keys: keys[terms.kind] }
    // oxlint-disable-next-line eslint/no-await-in-loop -- a schema may be asynchronous
    casts.push(await CastMessages.of(attempted, contract, terms, broadcast, given, groups, seed))
  }
  if (casts.length > 0) return casts
  throw mistake(
    attempted,
    'the contract has no group that clients broadcast to',
    "Say how: groups: { room: { broadcast: { by: 'say', delivers: 'said', key: 'room' } } }",
  )
}

function checkSource(attempted: string, name: string, source: unknown): void {
  if (Array.isArray(source) || (isFields(source) && typeof source['generate'] === 'function')) return
  throw mistake(
    attempted,
    `messages.${showKey(name)} is ${showValue(source)}`,
    'Give a list of examples, [{ … }], or an arbitrary of fast-check',
  )
}

/** Contents to try, the simplest first. */
function* candidates(by: MessageTerms, source: MessageSource | undefined, seed: number): Generator<unknown> {
  if (source !== undefined) {
    yield* Array.isArray(source)
      ? (source as readonly unknown[])
      : fc.sample(source as fc.Arbitrary<unknown>, { seed, numRuns: POOL })
    return
  }
  const { required } = by.fields
  // Short texts and small numbers read best in a counterexample.
  for (const word of ['hi', 'ho', 'hum'])
    yield Object.fromEntries(Array.from(required, (field) => [field, word]))
  const json = shapeOf(by.schema)
  const arbitrary = json === undefined ? undefined : arbitraryOf(json)
  if (arbitrary !== undefined) yield* fc.sample(arbitrary, { seed, numRuns: 4 * POOL })
  yield Object.fromEntries(Array.from(required, (field) => [field, 1]))
}

async function keysOf(
  attempted: string,
  contract: CompiledContract,
  terms: GroupTerms,
  key: KeyTerms,
  groups: number,
  given: readonly string[] | undefined,
  accepts: (key: string) => Promise<boolean>,
  refusals: Refusals,
): Promise<readonly (readonly string[])[]> {
  if (given !== undefined) {
    if (Array.isArray(given) && given.length >= groups) return [given.slice(0, groups)]
    throw mistake(
      attempted,
      `keys.${terms.kind} is ${showValue(given)}`,
      `Give a list of ${groups}, or ask for fewer groups`,
    )
  }
  const sets: (readonly string[])[] = []
  for (const pair of KEY_PAIRS) {
    const set = pair.slice(0, groups)
    // oxlint-disable-next-line eslint/no-await-in-loop -- a schema may be asynchronous
    const accepted = await Promise.all(set.map((one) => accepts(one)))
    if (accepted.every(Boolean)) sets.push(set)
  }
  if (sets.length > 0) return sets
  const described = keysInSchema(contract, terms, key, groups)
  const accepted = await Promise.all(described.map((one) => accepts(one)))
  const own = described.filter((_, index) => accepted[index])
  if (own.length >= groups) return [own.slice(0, groups)]
  if (refusals.areOfTheRest) throw refusals.error(attempted)
  throw mistake(
    attempted,
    `no key of ${terms.kind} could be made that the schemas accept (tried ${KEY_PAIRS.flat().slice(0, 4).map(showValue).join(', ')}…)`,
    `Give keys: { keys: { ${showKey(terms.kind)}: ['…', '…'] } }`,
  )
}

/** Keys as the schema describes them, where they cannot be any text. */
function keysInSchema(
  contract: CompiledContract,
  { join, broadcast }: GroupTerms,
  { field }: KeyTerms,
  groups: number,
): readonly string[] {
  const by = join?.by ?? broadcast?.by
  if (field === undefined || by === undefined) return []
  const json = shapeOf(contract.messages.get('clientToServer', by).schema)
  const properties = json?.['properties']
  const described = isFields(properties) ? arbitraryOf(properties[field]) : undefined
  if (described === undefined) return []
  return [...new Set(fc.sample(described, { seed: 1, numRuns: 10 * groups }).map(String))]
}

/** Ids that are unique: texts, or whatever the schema wants. */
function idMaker(
  { schema }: MessageTerms,
  id: string | undefined,
): (n: number, token: string) => string | number {
  const json = id === undefined ? undefined : shapeOf(schema)
  const properties = json?.['properties']
  const described = isFields(properties) && id !== undefined ? properties[id] : undefined
  const { type, format } = isFields(described) ? described : { type: undefined, format: undefined }
  if (type === 'integer' || type === 'number') return (n, token) => hash(token) * 1_000 + n
  if (format === 'uuid') {
    return (n, token) =>
      `${hash(token).toString(16).padStart(8, '0').slice(-8)}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`
  }
  return (n, token) => `${token}${n}`
}

/** A number for a token; 0 for none. */
function hash(token: string): number {
  let number = 0
  for (const letter of token) number = (number * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003
  return number
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
