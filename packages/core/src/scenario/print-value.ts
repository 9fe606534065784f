// Values, patterns and matchers as TypeScript that evaluates to the same. Owns quoting, keys and line breaks; what a
// step looks like is print-step.ts's.
import { isMatcher, type Matcher } from '../match/matcher.ts'
import { isObjectPattern, isRegExp } from '../match/pattern-kind.ts'
import { isBytes, copyBytes } from '../wire/frame.ts'

/** The longest line that is printed where it can be broken. */
export const WIDTH = 110

/** Takes note of the names that printed source uses, and refuses what has none. */
export interface Names {
  /** A name of this package, such as a matcher's. Returns how to refer to it. */
  core(name: string): string
  /** Something that the author exports. Returns how to refer to it. @throws MistakeError when it is not known from where */
  imported(name: string): string
  /** Refuses to print. @throws MistakeError */
  refuse(why: string, remedy: string): never
}

/** @param indent the columns in front of the line on which it begins @param before the columns used up on it */
export function printValue(value: unknown, names: Names, indent: number, before: number): string {
  const short = printOn(value, names, (item) => printValue(item, names, 0, -Infinity))
  if (indent + before + short.length <= WIDTH) return short
  return printBroken(value, names, indent) ?? short
}

/** On one line. */
function printOn(value: unknown, names: Names, inner: (value: unknown) => string): string {
  switch (typeof value) {
    case 'string':
      return printText(value)
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value)
    case 'bigint':
      return `${value}n`
    case 'boolean':
    case 'undefined':
      return String(value)
    case 'function':
      return printFunction(value, names)
    case 'symbol':
      return names.refuse('a symbol cannot be written down', 'Messages hold no symbols')
    case 'object':
      return value === null ? 'null' : printObject(value, names, inner)
  }
}

function printObject(value: object, names: Names, inner: (value: unknown) => string): string {
  if (isMatcher(value)) return printMatcher(value, names, (args) => args.map(inner).join(', '))
  if (isBytes(value)) return `new Uint8Array([${copyBytes(value).join(', ')}])`
  if (isRegExp(value)) return String(value)
  if (Array.isArray(value)) return `[${value.map(inner).join(', ')}]`
  const fields = fieldsOf(value, names)
  return fields.length === 0
    ? '{}'
    : `{ ${fields.map(([key, field]) => `${printKey(key)}: ${inner(field)}`).join(', ')} }`
}

/** On several lines; undefined for what cannot be broken. */
function printBroken(value: unknown, names: Names, indent: number): string | undefined {
  if (typeof value !== 'object' || value === null || isBytes(value) || isRegExp(value)) return undefined
  if (isMatcher(value)) {
    return printMatcher(value, names, (args) =>
      args.map((item) => printValue(item, names, indent, 0)).join(', '),
    )
  }
  const deeper = indent + 2
  const margin = ' '.repeat(deeper)
  if (Array.isArray(value)) {
    const lines = value.map((item) => `${margin}${printValue(item, names, deeper, 1)},\n`)
    return `[\n${lines.join('')}${' '.repeat(indent)}]`
  }
  const lines = fieldsOf(value, names).map(([key, field]) => {
    const head = `${printKey(key)}: `
    return `${margin}${head}${printValue(field, names, deeper, head.length + 1)},\n`
  })
  return `{\n${lines.join('')}${' '.repeat(indent)}}`
}

function fieldsOf(value: object, names: Names): readonly [string, unknown][] {
  if (isObjectPattern(value)) return Object.entries(value)
  const made: unknown = value.constructor
  const name = typeof made === 'function' && made.name !== '' ? made.name : 'a class'
  return names.refuse(
    '~standard' in value
      ? 'a schema cannot be written down'
      : `an instance of ${name} cannot be written down`,
    '~standard' in value
      ? 'Wrap it in schema(theSchema, { name }) and export it by that name'
      : 'Use a plain value or a matcher',
  )
}

function printMatcher(
  matcher: Matcher<unknown>,
  names: Names,
  printArgs: (args: readonly unknown[]) => string,
): string {
  if (matcher.importName !== undefined) return names.imported(matcher.importName)
  return `${names.core(matcher.call.name)}(${printArgs(matcher.call.args)})`
}

function printFunction(value: { readonly name: string }, names: Names): string {
  if (value.name !== '') return names.imported(value.name)
  return names.refuse(
    'a function without a name cannot be written down',
    'Wrap it in satisfies(name, …) and export it by that name',
  )
}

/** A string longer than this, of one character, is printed as what repeats it. */
const LONGEST_RUN = 60

/** A string literal in single quotes; a long one of one character as `'x'.repeat(70_000)`. */
export function printText(text: string): string {
  const [first = ''] = text
  if (text.length > LONGEST_RUN && text === first.repeat(text.length / first.length)) {
    return `${printText(first)}.repeat(${text.length / first.length})`
  }
  // JSON knows which characters need an escape, lone surrogates included; only the quotes differ.
  const inside = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")
  return `'${inside.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`
}

/** A property's name; one that would set the prototype is computed. */
export function printKey(key: string): string {
  if (key === '__proto__') return "['__proto__']"
  return isIdentifier(key) ? key : printText(key)
}

/** Whether a name can stand without quotes. Narrower than the language: what every tool and reader takes as a name. */
export function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)
}
