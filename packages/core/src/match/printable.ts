// Whether a pattern can be written as source again, and if not, why. Writing it is not done here.
import { describePath } from './describe-mismatch.ts'
import { isMatcher, type Matcher } from './matcher.ts'
import { isSchema } from './standard-schema.ts'

type Path = readonly (string | number)[]

/** Why a pattern cannot be printed as source, as a sentence naming the place; undefined when it can. */
export function whyUnprintable(pattern: unknown): string | undefined {
  return why(pattern, [])
}

function why(part: unknown, path: Path): string | undefined {
  if (typeof part === 'function') {
    return isSchema(part) ? at(path, NAMELESS_SCHEMA) : at(path, NAMELESS_FUNCTION)
  }
  if (typeof part !== 'object' || part === null) return undefined
  if (isMatcher(part)) return whyMatcher(part, path)
  if (isSchema(part)) return at(path, NAMELESS_SCHEMA)
  // The indices of bytes would say nothing that is not printable.
  if (ArrayBuffer.isView(part)) return undefined
  for (const [key, inner] of Object.entries(part)) {
    const reason = why(inner, [...path, Array.isArray(part) ? Number(key) : key])
    if (reason !== undefined) return reason
  }
  return undefined
}

const NAMELESS_SCHEMA =
  'a schema cannot be written down. Wrap it in schema(theSchema, { name }) and export it by that name'
const NAMELESS_FUNCTION =
  'a function cannot be written down. Wrap it in satisfies(name, …) and export it by that name'

function whyMatcher({ importName, call }: Matcher<unknown>, path: Path): string | undefined {
  if (importName === undefined) {
    for (const argument of call.args) {
      const reason = why(argument, path)
      if (reason !== undefined) return reason
    }
    return undefined
  }
  if (/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(importName)) return undefined
  return at(path, `'${importName}' is not a name that can be exported. Name the matcher as it is exported`)
}

function at(path: Path, reason: string): string {
  return path.length === 0 ? reason : `${describePath(path)}: ${reason}`
}
