// What a contract says of handshakes: path parameters, query, headers, subprotocols.
import { mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'
import { issuePath, type SchemaResult, type StandardSchema } from '../match/standard-schema.ts'
import type { HandshakeDefinition } from './definition.ts'
import { schemaOf } from './message-book.ts'

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

  /** @throws MistakeError for a schema that is none, or a status that refuses nothing */
  constructor(attempted: string, definition: HandshakeDefinition) {
    this.#schemas = new Map(
      PARTS.flatMap((part) => {
        const given = definition[part]
        return given === undefined
          ? []
          : [[part, schemaOf(`${attempted}, handshake.${part}`, given)] as const]
      }),
    )
    this.#protocols = definition.protocols
    for (const status of Object.keys(definition.refusals ?? {})) {
      if (Number(status) >= 400 && Number(status) <= 599) continue
      throw mistake(
        `${attempted}, handshake.refusals`,
        `${showValue(status)} is not an HTTP status that refuses`,
        'Use 400-599',
      )
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

function textsOf(part: string, { issues = [] }: SchemaResult<unknown>): readonly string[] {
  return issues.map((issue) => `${[part, ...issuePath(issue)].join('.')}: ${issue.message}`)
}
