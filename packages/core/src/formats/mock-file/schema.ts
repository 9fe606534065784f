// The JSON Schema of mock files, made of the shape that checks them. It is published as `mock-file.schema.json`.
import type { JsonSchema } from '../shape.ts'
import { mockFileShape } from './shape.ts'

/** Draft 2020-12. */
export function mockFileSchema(): JsonSchema {
  const definitions = new Map<string, JsonSchema>()
  const schema = mockFileShape.schema(definitions)
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:parley:mock-file:1',
    title: 'Parley mock file',
    ...schema,
    $defs: Object.fromEntries([...definitions].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  }
}
