// The part of the Standard Schema specification (v1, https://standardschema.dev) that matching needs, as types, and
// how a schema is run here: at once, for a frame cannot wait. Inlined, so that core needs no package for it.
import { mistake } from '../errors.ts'

/** Anything that implements Standard Schema v1: a schema of zod, valibot, arktype and others. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

export interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

/** What a schema accepts: what travels on the wire. */
export type SchemaInput<S extends StandardSchema> = NonNullable<S['~standard']['types']>['input']

/** Whether a value is a Standard Schema. Some libraries make theirs objects, some make them functions. */
export function isSchema(value: object): value is StandardSchema {
  return '~standard' in value
}

/** Runs a schema. An asynchronous one is the author's mistake. */
export function validate<Output>(
  schema: StandardSchema<unknown, Output>,
  value: unknown,
): SchemaResult<Output> {
  const result = schema['~standard'].validate(value)
  if ('then' in result) {
    // Nobody will wait for it, so its failure must not surface as an unhandled rejection beside the mistake.
    result.then(undefined, () => {})
    throw mistake(
      `matching with a schema of ${schema['~standard'].vendor}`,
      'it validates asynchronously and a message is matched at once',
      'Remove its asynchronous refinements',
    )
  }
  return result
}

/** The path of an issue as keys; a symbol cannot come from the wire and is written as text. */
export function issuePath(issue: SchemaIssue): (string | number)[] {
  return (issue.path ?? []).map((segment) => {
    const key = typeof segment === 'object' ? segment.key : segment
    return typeof key === 'symbol' ? String(key) : key
  })
}
