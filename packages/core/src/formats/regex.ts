// Regular expressions of a file's author, in linear time whatever the input: RE2's syntax, without look-around and
// back-references.
import { mistake } from '../errors.ts'
import { peer } from './peers.ts'

export interface LinearRegex {
  /** Whether it finds something. */
  test(text: string): boolean
}

/** @throws MistakeError saying why, for one that RE2 does not know */
export function linearRegex(source: string, flags = ''): LinearRegex {
  const { RE2JS } = peer('re2js', 'a regular expression')
  let bits = 0
  if (flags.includes('i')) bits |= RE2JS.CASE_INSENSITIVE
  if (flags.includes('m')) bits |= RE2JS.MULTILINE
  if (flags.includes('s')) bits |= RE2JS.DOTALL
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(source), bits)
    return { test: (text) => compiled.test(text) }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.replace(/^error parsing regexp: /, '') : String(cause)
    const isKnown = /\(\?<?[=!]|\\[1-9k]/.test(source)
    const remedy = isKnown
      ? 'Write it without look-around and back-references, which may take for ever'
      : 'Correct it'
    throw mistake(`the regular expression ${source}`, why, remedy, { cause })
  }
}
