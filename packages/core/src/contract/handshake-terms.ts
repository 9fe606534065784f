// What a contract says of handshakes: path parameters, query, headers, subprotocols.
import { checkOptionNames, mistake } from '../errors.ts'
import { showKey, showValue } from '../match/show.ts'
import { issuePath, type SchemaResult, type StandardSchema } from '../match/standard-schema.ts'
import { paramsIn } from './contract-url.ts'
import type { HandshakeDefinition } from './definition.ts'
import { fieldsOf } from './message-fields.ts'
import { schemaOf } from './message-terms.ts'

/** The parts of a handshake that a contract can speak of. */
export interface HandshakeParts {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly protocols: readonly string[]
}

const PARTS = ['params', 'query', 'headers'] as const

export class HandshakeTerms {
  readonly #schemas: ReadonlyMap<(typeof PARTS)[number], StandardSchema>
  readonly #protocols: readonly string[] | undefined

  /** @throws MistakeError for a part that is none, or that no handshake could fulfil */
  constructor(attempted: string, definition: HandshakeDefinition, url: string) {
    const where = `${attempted}, handshake`
    checkOptionNames(where, definition, [...PARTS, 'protocols', 'refusals'])
    this.#schemas = new Map(
      PARTS.flatMap((part) => {
        const given = definition[part]
        return given === undefined ? [] : [[part, schemaOf(`${where}.${part}`, given)] as const]
      }),
    )
    this.#checkFields(where, url)
    this.#protocols = definition.protocols
    if (definition.protocols !== undefined) checkProtocols(`${where}.protocols`, definition.protocols)
    for (const status of Object.keys(definition.refusals ?? {})) {
      if (Number.isInteger(Number(status)) && Number(status) >= 400 && Number(status) <= 599) continue
      throw mistake(
        `${where}.refusals`,
        `${showValue(status)} is not an HTTP status that refuses`,
        'Use 400-599',
      )
    }
  }

  /** The schemas of its parts. */
  get schemas(): Iterable<StandardSchema> {
    return this.#schemas.values()
  }

  #checkFields(where: string, url: string): void {
    const params = this.#schemas.get('params')
    const headers = this.#schemas.get('headers')
    if (params !== undefined) {
      const missing = [...fieldsOf(params, undefined).required].find((name) => !paramsIn(url).includes(name))
      if (missing !== undefined) {
        throw mistake(
          `${where}.params`,
          `it requires ${showKey(missing)}, and ${showValue(url)} has no :${missing}`,
          'Correct one of them',
        )
      }
    }
    if (headers !== undefined) {
      const { known, required } = fieldsOf(headers, undefined)
      const wrong = [...(known ?? required)].find((name) => name !== name.toLowerCase())
      if (wrong !== undefined) {
        throw mistake(
          `${where}.headers`,
          `it speaks of ${showValue(wrong)}, and names of headers come in lower case`,
          `Write ${showKey(wrong.toLowerCase())}`,
        )
      }
    }
  }

  /** What a handshake lacks, each as a text. */
  issues(handshake: HandshakeParts): readonly string[] | Promise<readonly string[]> {
    const found = this.#protocolIssues(handshake.protocols)
    const results = Array.from(this.#schemas, ([part, schema]) => {
      // Parsed headers and queries have no prototype; some libraries take only plain objects.
      const result = schema['~standard'].validate({ ...handshake[part] })
      return 'then' in result ? result.then((settled) => textsOf(part, settled)) : textsOf(part, result)
    })
    if (results.some((result) => 'then' in result)) {
      return Promise.all(results).then((settled) => [...found, ...settled.flat()])
    }
    return [...found, ...(results as readonly (readonly string[])[]).flat()]
  }

  #protocolIssues(offered: readonly string[]): readonly string[] {
    const known = this.#protocols
    if (known === undefined || offered.some((protocol) => known.includes(protocol))) return []
    const came = offered.length === 0 ? 'no subprotocol' : offered.join(', ')
    return [`it offers ${came}; the contract has ${known.join(', ')}`]
  }
}

/** RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/

function checkProtocols(where: string, protocols: unknown): void {
  if (!Array.isArray(protocols) || protocols.length === 0) {
    throw mistake(
      where,
      `it is ${showValue(protocols)}`,
      'List one at least, or leave it out: then any will do',
    )
  }
  const names: readonly unknown[] = protocols
  for (const [index, name] of names.entries()) {
    if (typeof name !== 'string' || !TOKEN.test(name)) {
      throw mistake(
        where,
        `${showValue(name)} is not a subprotocol`,
        'Use letters, digits and -._~ without spaces',
      )
    }
    if (names.indexOf(name) !== index)
      throw mistake(where, `${showValue(name)} is listed twice`, 'List it once')
  }
}

function textsOf(part: string, { issues = [] }: SchemaResult<unknown>): readonly string[] {
  return issues.map((issue) => `${[part, ...issuePath(issue)].join('.')}: ${issue.message}`)
}
