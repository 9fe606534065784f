// A value made from a pattern, to be sent in its place. Deterministic: the same pattern and memory give the same value.
import { mistake } from '../errors.ts'
import { Memory } from './memory.ts'
import { knownPattern } from './pattern-kind.ts'
import type { MessageOf, Pattern } from './pattern.ts'
import { copyBytes } from '../wire/frame.ts'

/**
 * Builds a value that matches: literals themselves, matchers' examples, all in the order written. A field whose
 * example is undefined is left out.
 *
 * @param memory gives `ref` its value and takes what `capture` stores; unchanged when building fails
 * @throws MistakeError when a part has no example: a RegExp, a predicate, a schema, or a `ref` not yet captured
 */
export function exampleOf<const P extends Pattern>(pattern: P, memory: Memory = new Memory()): MessageOf<P> {
  const mark = memory.mark()
  let isDone = false
  try {
    const example = exampleIn(pattern, memory)
    isDone = true
    // Follows from the walk: each kind gives what MessageOf says of it.
    return example as MessageOf<P>
  } finally {
    if (isDone) memory.commit()
    else memory.restore(mark)
  }
}

/** The same for a part of a pattern, within an attempt that somebody else takes back. For matchers made of patterns. */
export function exampleIn(pattern: Pattern, memory: Memory): unknown {
  const known = knownPattern(pattern, 'exampleOf')
  switch (known.kind) {
    case 'literal':
      return known.pattern
    case 'matcher':
      return known.pattern.example(memory)
    case 'array':
      return known.pattern.map((part) => exampleIn(part, memory))
    case 'object':
      return exampleFields(known.pattern, memory)
    case 'bytes':
      return copyBytes(known.pattern)
    case 'regExp':
      throw noExample(`the pattern ${known.pattern}`, `regex(${known.pattern}, example)`)
    case 'predicate':
      throw noExample('a predicate', 'satisfies(name, predicate, example)')
    case 'schema':
      throw noExample('a schema', 'schema(theSchema, { example })')
  }
}

function exampleFields(pattern: { readonly [field: string]: Pattern }, memory: Memory): unknown {
  const fields: [string, unknown][] = []
  for (const [field, part] of Object.entries(pattern)) {
    const example = exampleIn(part, memory)
    if (example !== undefined) fields.push([field, example])
  }
  // Assigning would lose a field that is called `__proto__`.
  return Object.fromEntries(fields)
}

function noExample(what: string, instead: string): Error {
  return mistake('exampleOf', `${what} can test a value but gives no example`, `Use ${instead}`)
}
