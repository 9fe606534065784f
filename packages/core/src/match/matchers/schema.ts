// The matcher made of a Standard Schema: a schema that can also give an example and be printed.
import { mistake } from '../../errors.ts'
import { explainSchema } from '../explain.ts'
import { defineMatcher, type Matcher } from '../matcher.ts'
import { showValue } from '../show.ts'
import { isSchema, type SchemaInput, type StandardSchema, validate } from '../standard-schema.ts'
import { withCheckedExample } from './own-example.ts'

export interface SchemaOptions<Input> {
  /** What to call it in messages. Printed source imports the matcher by this name, so export it as this. */
  readonly name?: string
  /** A value on the wire that it accepts. */
  readonly example?: Input
}

/**
 * A value that a schema of zod, valibot, arktype… accepts. The message keeps what travelled on the wire: the schema's
 * input, not its output. The schema must validate at once; asynchronous ones are refused.
 */
export function schema<S extends StandardSchema>(
  standardSchema: S,
  options: SchemaOptions<SchemaInput<S>> = {},
): Matcher<SchemaInput<S>> {
  const { name, example } = options
  if (Object(standardSchema) !== standardSchema || !isSchema(standardSchema)) {
    throw mistake(
      'schema(…)',
      `${showValue(standardSchema)} is no Standard Schema`,
      'Give one of zod, valibot, arktype…',
    )
  }
  const matcher = defineMatcher<SchemaInput<S>>(
    'schema',
    [standardSchema, example === undefined ? undefined : { example }],
    {
      importName: name,
      test: (value) => validate(standardSchema, value).issues === undefined,
      explain: (value) => explainSchema(standardSchema, value, name),
      example() {
        if (example !== undefined) return example
        throw mistake(
          name ?? 'schema(…)',
          'the schema can test a value but was given no example',
          'Use schema(theSchema, { example })',
        )
      },
    },
  )
  return example === undefined ? matcher : withCheckedExample(matcher, example)
}
