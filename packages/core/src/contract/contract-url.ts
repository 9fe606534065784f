// Where clients of a contract connect: a path or a whole URL, with `:parameters` that each client fills in.
import { mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'

/** A parameter begins a segment of the path: a port, or a colon inside a segment, is none. */
const PARAM = /(?<=[^/]\/|^\/):([A-Za-z_]\w*)/g

/** The names of the path parameters in a URL. */
export function paramsIn(url: string): readonly string[] {
  if (!url.includes('/:')) return []
  return Array.from(url.matchAll(PARAM), ([, name]) => name ?? '')
}

/**
 * A URL with its path parameters filled in.
 *
 * @throws MistakeError for a parameter that is missing, or that the URL does not have
 */
export function filledUrl(
  attempted: string,
  url: string,
  params: Readonly<Record<string, string>> = {},
): string {
  // Most URLs have no parameters, and this is done for each connection.
  if (!url.includes('/:') && Object.keys(params).length === 0) return url
  const names = paramsIn(url)
  const stray = Object.keys(params).find((name) => !names.includes(name))
  if (stray !== undefined) {
    const has = names.length === 0 ? 'no parameters' : names.map((name) => `:${name}`).join(', ')
    throw mistake(attempted, `${url} has no :${stray}`, `It has ${has}. Correct the params or the URL`)
  }
  return url.replaceAll(PARAM, (_, name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined
    if (value !== undefined) return encodeURIComponent(value)
    throw mistake(attempted, `${url} needs a ${name}`, `Write connect({ params: { ${name}: '…' } })`)
  })
}

/** @throws MistakeError for what no client can connect to */
export function checkUrl(attempted: string, url: unknown): string {
  const remedy = "Give a path like '/rooms/:room', or a whole ws: or wss: URL"
  if (typeof url !== 'string' || url === '') throw mistake(attempted, `the url is ${showValue(url)}`, remedy)
  if (!url.startsWith('/') && !/^wss?:\/\//i.test(url)) {
    throw mistake(attempted, `the url ${showValue(url)} is no address of a WebSocket`, remedy)
  }
  const refused = /[?#*]/.exec(url)?.[0]
  if (refused !== undefined) {
    const why = { '?': 'has a query', '#': 'has a fragment', '*': 'is a pattern' }[refused] ?? ''
    const instead = refused === '?' ? 'Describe it with handshake: { query: … }' : 'Leave it out'
    throw mistake(attempted, `the url ${showValue(url)} ${why}`, instead)
  }
  const inside = /[^/]:[A-Za-z_]/.exec(withoutHost(url))
  if (inside !== null) {
    throw mistake(
      attempted,
      `the url ${showValue(url)} has a parameter inside a segment`,
      "Begin the segment with it: '/rooms/:room'",
    )
  }
  const names = paramsIn(url)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined)
    throw mistake(attempted, `the url has two parameters :${twice}`, 'Give each its own name')
  const example = absoluteUrl(url.replaceAll(PARAM, 'x'))
  if (!canParse(example))
    throw mistake(attempted, `the url ${showValue(url)} cannot be parsed`, 'Check the host and the port')
  return url
}

function withoutHost(url: string): string {
  return url.replace(/^wss?:\/\/[^/]*/i, '')
}

/** A contract's URL for clients that are given no other. */
export function absoluteUrl(url: string): string {
  return url.startsWith('/') ? `ws://localhost${url}` : url
}

// An environment (jsdom) may bring its own URL, and not every version of it has `URL.canParse`.
function canParse(url: string): boolean {
  try {
    return new URL(url).href !== ''
  } catch {
    return false
  }
}
