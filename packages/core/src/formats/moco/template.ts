// Moco's templates (FreeMarker's `${…}`) as templates of a mock file. What is more than looking a value up is not
// carried over.
import type { FilePath } from '../problem.ts'
import { isRecord } from '../shape.ts'
import type { Notes } from '../notes.ts'

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`\'`)}'`
const fromJson = (path: string): string => `{{jsonPath (jsonParse text) ${quoted(path)}}}`

/** Where a variable takes its value from, by the word that Moco has for it. */
const EXTRACTORS: Readonly<Record<string, (name: string) => string>> = {
  json_path: fromJson,
  jsonPaths: fromJson,
  header: (name) => `{{header ${quoted(name)}}}`,
  headers: (name) => `{{header ${quoted(name)}}}`,
  query: (name) => `{{queryParam ${quoted(name)}}}`,
  queries: (name) => `{{queryParam ${quoted(name)}}}`,
  cookie: (name) => `{{cookie ${quoted(name)}}}`,
  cookies: (name) => `{{cookie ${quoted(name)}}}`,
}

/** What `${req.…}` is. */
function ofRequest(expression: string): string | undefined {
  switch (expression) {
    case 'content':
      return '{{text}}'
    case 'method':
      return 'GET'
    case 'version':
      return 'HTTP/1.1'
    case 'path':
    case 'uri':
      return '{{path}}'
    case 'client.address':
      return '127.0.0.1'
  }
  const json = /^json((?:\.\w+|\[\d+\])*)$/.exec(expression)
  if (json !== null) return fromJson(`$${json[1] ?? ''}`)
  const field = /^(headers|queries|cookies)(?:\[(['"])(.+)\2\]|\.([\w-]+))$/.exec(expression)
  const [, place = '', , bracketed, dotted] = field ?? []
  return field === null ? undefined : EXTRACTORS[place]?.(bracketed ?? dotted ?? '')
}

/** What `${now('…')}` and `${random(…)}` are. */
function ofFunction(expression: string): string | undefined {
  const now = /^now\((['"])(.+)\1\)$/.exec(expression)
  if (now !== null) return `{{now ${quoted(now[2] ?? '')}}}`
  const random = /^random\(\s*(?:([\d.]+)\s*)?(?:,\s*([\d.]+)\s*)?(?:,?\s*(['"])(.*)\3\s*)?\)$/.exec(
    expression,
  )
  if (random === null) return undefined
  const [, first, second, , format] = random
  const [min, max] = second === undefined ? ['0', first ?? '1'] : [first ?? '0', second]
  const digits = format === undefined ? undefined : (format.split('.')[1] ?? '').length
  return digits === undefined ? `{{float ${min} ${max}}}` : `{{toFixed (float ${min} ${max}) ${digits}}}`
}

/**
 * Translates a template.
 *
 * @param vars its variables: a text, or `{ json_path: '$.id' }`
 */
export function translateTemplate(source: string, vars: unknown, path: FilePath, notes: Notes): string {
  if (/<#|<@|\[#/.test(source))
    notes.add(
      path,
      'Directives of FreeMarker (<#if>, <#list>) are not carried over: they are sent as they stand.',
    )
  const variables = isRecord(vars) ? vars : {}
  return source.replaceAll('{{', String.raw`\{{`).replace(/\$\{([^}]*)\}/g, (whole, inner: string) => {
    const expression = inner.trim()
    const translated =
      (expression.startsWith('req.') ? ofRequest(expression.slice('req.'.length)) : undefined) ??
      ofFunction(expression) ??
      variableOf(variables, expression)
    if (translated === undefined) notes.add(path, `${whole} is not carried over: it is sent as it stands.`)
    return translated ?? whole
  })
}

function variableOf(variables: Readonly<Record<string, unknown>>, name: string): string | undefined {
  if (!Object.hasOwn(variables, name)) return undefined
  const value = variables[name]
  if (typeof value === 'string') return value
  const [extractor, argument] = isRecord(value) ? (Object.entries(value)[0] ?? []) : []
  if (extractor === undefined || typeof argument !== 'string') return undefined
  return Object.hasOwn(EXTRACTORS, extractor) ? EXTRACTORS[extractor]?.(argument) : undefined
}
