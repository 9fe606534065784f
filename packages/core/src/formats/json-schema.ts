// JSON Schemas of a file's author, with patterns in linear time.
import type { Options } from 'ajv'
import { linearRegex } from './regex.ts'
import { peer } from './peers.ts'

export type Valid = (value: unknown) => boolean

/** As a RegExp of ajv's, for `pattern` and `patternProperties`. */
function regExp(source: string, flags: string): { test(text: string): boolean; toString(): string } {
  const regex = linearRegex(source, flags.replace('u', ''))
  // ajv tells them apart by their text.
  return { test: (text) => regex.test(text), toString: () => source }
}
regExp.code = 'new RegExp'

/** @param isStrict refuses keywords that are unknown @throws Error for a schema that is none */
export function jsonSchema(schema: object | boolean, isStrict = false): Valid {
  const purpose = 'a JSON Schema'
  const declared = typeof schema === 'object' && '$schema' in schema ? String(schema.$schema) : undefined
  const isDraft7 = declared === undefined ? isStrict : /draft-0[67]/.test(declared)
  const options: Options = { strict: isStrict, code: { regExp }, logger: false }
  const ajv = isDraft7
    ? new (peer('ajv', purpose).Ajv)(options)
    : new (peer('ajv/dist/2020.js', purpose).Ajv2020)(options)
  peer('ajv-formats', purpose).default(ajv)
  const valid = ajv.compile(schema)
  return (value) => valid(value) === true
}
