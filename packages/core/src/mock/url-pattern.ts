// Which URLs a mock answers: exact, `:param`, `*`, RegExp or URLPattern. The query is never part of the match.
import { isContract } from '../contract/contract.ts'
import { mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'

/** The part of the platform's URLPattern that is used; Node has it as a global from version 23.8. */
export interface UrlPatternLike {
  exec(
    input: string,
  ): { readonly pathname: { readonly groups: Readonly<Record<string, string | undefined>> } } | null
}

/** A mock's address: `wss://host/rooms/:room`, `ws://*:3000/chat`, `/chat` (any host), a RegExp or a URLPattern. */
export type MockUrl = string | URL | RegExp | UrlPatternLike

export interface UrlMatcher {
  /** As the author wrote it: two mocks with the same text are the same mock. */
  readonly text: string
  /** The path parameters of a URL that matches, or undefined. */
  match(url: string): Readonly<Record<string, string>> | undefined
  /**
   * What it matches, a query left out, as an expression: for a place where this object cannot be, a page. Undefined for a
   * URLPattern.
   */
  readonly expression?: RegExp | undefined
}

const NO_PARAMS: Readonly<Record<string, string>> = Object.freeze({})
// A colon begins no parameter in the brackets of an IPv6 address (ws://[2001:db8::a]:3000/chat), nor before a password.
const PARAM = /(?<!^(?:\w+:\/\/)?(?:\[[^\]]*|[^/@[]*(?=:[^/@]*@))):([A-Za-z_]\w*)/g
const PARAM_OR_STAR = new RegExp(`${PARAM.source}|\\*+`, 'g')

/**
 * What a client dials to reach a mock's address, on this machine where it names no host; undefined where many URLs would
 * do, or none can be told.
 *
 * @param hasParams whether the client fills in `:param`s, which are then left in
 */
export function dialableUrl({ text, match }: UrlMatcher, hasParams: boolean): string | undefined {
  const url = text.startsWith('/') ? `ws://localhost${text}` : text
  if (!URL.canParse(url) || match(url) === undefined) return undefined
  const open = Array.from(url.replace(/^\w+:\/\//, '').matchAll(PARAM_OR_STAR), ([found]) => found)
  return open.every((found) => hasParams && found.startsWith(':')) ? url : undefined
}

/**
 * Compiles a mock's address.
 *
 * `:param` matches one path segment and is handed to rules, `*` matches anything. `http:` and `https:` are read as
 * `ws:` and `wss:` (as the WHATWG constructor does). Without a scheme and host, any host matches.
 *
 * @throws MistakeError when it cannot be an address of a WebSocket
 */
export function compileUrl(attempted: string, url: MockUrl): UrlMatcher {
  if (url instanceof RegExp) {
    // A sticky or global expression remembers where it stopped, and would match every other time.
    const pattern = new RegExp(url.source, url.flags.replace(/[gy]/g, ''))
    return {
      text: String(url),
      expression: pattern,
      match: (candidate) => {
        const found = pattern.exec(withoutQuery(candidate)) ?? pattern.exec(candidate)
        return found === null ? undefined : definedGroups(found.groups)
      },
    }
  }
  if (typeof url === 'object' && url !== null && 'exec' in url && typeof url.exec === 'function') {
    return {
      text: describeUrlPattern(url),
      match: (candidate) => {
        const found = url.exec(withoutQuery(candidate)) ?? url.exec(candidate)
        return found === null ? undefined : definedGroups(found.pathname.groups)
      },
    }
  }
  if (typeof url === 'string' || url instanceof URL) return compileText(attempted, String(url))
  if (isContract(url)) {
    const { name } = url
    throw mistake(
      attempted,
      `the contract ${showValue(name)} stands where the URL goes`,
      `Give the URL that clients open first, then the contract: ('wss://…', ${name})`,
    )
  }
  throw mistake(attempted, `${showValue(url)} is not a URL`, 'Give a string, a RegExp or a URLPattern')
}

function compileText(attempted: string, url: string): UrlMatcher {
  const match = /^([A-Za-z][A-Za-z\d+.-]*:)?(\/\/)?/.exec(url)
  const scheme = match?.[2] === undefined ? undefined : match[1]?.toLowerCase()
  if (url === '') throw mistake(attempted, 'the URL is empty', 'Give the URL that the client opens')
  if (url.includes('#')) {
    throw mistake(
      attempted,
      `${url} has a fragment, which a WebSocket URL cannot have`,
      'Remove the part from # on',
    )
  }
  if (url.includes('?')) {
    throw mistake(
      attempted,
      `${url} has a query, which is not part of the match`,
      'Remove it; rules can look at it: onConnect({ query: { token: text() } })',
    )
  }
  if (scheme === undefined && !url.startsWith('/') && !url.startsWith('*')) {
    throw mistake(
      attempted,
      `${url} is not a WebSocket URL`,
      'Begin it with ws:// or wss://, or with / for any host',
    )
  }
  if (scheme !== undefined && !['ws:', 'wss:', 'http:', 'https:'].includes(scheme)) {
    throw mistake(attempted, `${scheme} is not a scheme of WebSockets`, 'Use ws: or wss:')
  }
  const absolute = scheme === undefined ? url : `${scheme.replace('http', 'ws')}${url.slice(scheme.length)}`
  if (absolute.search(PARAM_OR_STAR) === -1 && scheme !== undefined) {
    const exact = hrefOf(absolute)
    if (exact === undefined) throw noUrl(attempted, url)
    return {
      text: exact,
      expression: new RegExp(`^${escapeRegExp(exact)}$`),
      match: (candidate) => matchText(candidate, (address) => (address === exact ? NO_PARAMS : undefined)),
    }
  }
  const address = asSocketsWrite(absolute)
  if (address === undefined) throw noUrl(attempted, url)
  const pattern = toRegExp(attempted, address, scheme === undefined)
  return {
    text: address,
    expression: pattern,
    match: (candidate) =>
      matchText(candidate, (text) => {
        const found = pattern.exec(text)
        return found === null ? undefined : definedGroups(found.groups)
      }),
  }
}

function noUrl(attempted: string, url: string): Error {
  return mistake(attempted, `${url} is not a URL`, 'Check the host and the port')
}

type Params = Readonly<Record<string, string>>

/** A user and password are part of the match only where the mock's address has them. */
function matchText(candidate: string, match: (address: string) => Params | undefined): Params | undefined {
  const address = withoutQuery(candidate)
  const found = match(address)
  if (found !== undefined || !address.includes('@')) return found
  return match(address.replace(/^(\w+:\/\/)[^/]*@/, '$1'))
}

// An environment (jsdom) may bring its own URL, and not every version of it has `URL.parse`.
function hrefOf(address: string): string | undefined {
  try {
    return new URL(address).href
  } catch {
    return undefined
  }
}

function toRegExp(attempted: string, address: string, anyHost: boolean): RegExp {
  const names = new Set<string>()
  let source = anyHost && address.startsWith('/') ? '^wss?://[^/]+' : '^'
  let groups = 0
  const parts = address.split(/\*+/)
  for (const [index, part] of parts.entries()) {
    let partSource = ''
    let last = 0
    for (const found of part.matchAll(PARAM)) {
      const [whole, name = ''] = found
      if (names.has(name))
        throw mistake(
          attempted,
          `:${name} stands twice in ${address}`,
          'Give each parameter a name of its own',
        )
      names.add(name)
      groups++
      partSource += `${escapeRegExp(part.slice(last, found.index))}(?<${name}>[^/]+?)`
      last = found.index + whole.length
    }
    partSource += escapeRegExp(part.slice(last))
    const isBetweenStars = index > 0 && index < parts.length - 1
    // The first place where such a text stands is as good as any, and is not left again: with several stars, going back
    // would take a long URL's length to their power.
    if (isBetweenStars && last === 0) source += `(?=(.*?${partSource}))\\${++groups}`
    else source += index === 0 ? partSource : `.*${partSource}`
  }
  // `wss://host` and `wss://host/` are the same address: a URL always has a path.
  return new RegExp(`${source}${/^wss?:\/\/[^/]+$/.test(address) ? '/?' : ''}$`)
}

/**
 * An address with `:param`s and `*`s as the URLs of sockets are written: the host in lower case and ASCII, the default port
 * left out, the path percent-encoded. Undefined where the host is none.
 */
function asSocketsWrite(address: string): string | undefined {
  const [origin = '', scheme = '', host = ''] = /^(wss?:\/\/)([^/]*)/.exec(address) ?? []
  const path = address.slice(origin.length).replace(TO_ENCODE, encoded)
  if (origin === '') return path
  if (origin.search(PARAM_OR_STAR) === -1) {
    const href = hrefOf(`${origin}/`)
    return href === undefined ? undefined : `${href.slice(0, -1)}${path}`
  }
  const parts = host.replace(HOST_PARTS, (part, isOpen?: string) =>
    isOpen === undefined ? hostPart(part) : part,
  )
  return `${withoutDefaultPort(`${scheme}${parts}`)}${path}`
}

/** What the path of a URL has percent-encoded. */
const TO_ENCODE = /[^!-~]+|["<>^`{|}\\]+/g

// Between two letters: the parser takes spaces from the end of a URL.
function encoded(text: string): string {
  return new URL(`ws://h/x${text}x`).pathname.slice(2, -1)
}

/** The parts of a host: the `:param`s and `*`s, and what is between them. */
const HOST_PARTS = /\[[^\]]*\]|(:[A-Za-z_]\w*|\*+)|[^:*.[]+|./g

function hostPart(part: string): string {
  if (/^[!-~]*$/.test(part) && !part.startsWith('[')) return part.toLowerCase()
  return hrefOf(`ws://${part}/`)?.slice('ws://'.length, -1) ?? part
}

/** `wss://host:443` is `wss://host`. */
function withoutDefaultPort(origin: string): string {
  return origin.replace(/^(?:(wss:.*):443|(ws:.*):80)$/, '$1$2')
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}

function withoutQuery(url: string): string {
  const query = url.indexOf('?')
  return query === -1 ? url : url.slice(0, query)
}

function definedGroups(
  groups: Readonly<Record<string, string | undefined>> | undefined,
): Readonly<Record<string, string>> {
  if (groups === undefined) return NO_PARAMS
  const params: Record<string, string> = {}
  for (const [name, value] of Object.entries(groups)) {
    if (value !== undefined) params[name] = decodeSegment(value)
  }
  return params
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    // A lone % is legal in a path: the segment stands for itself.
    return segment
  }
}

function describeUrlPattern(pattern: object): string {
  const part = (name: string): string => {
    const value: unknown = Reflect.get(pattern, name)
    return typeof value === 'string' ? value : '*'
  }
  return `URLPattern ${part('protocol')}://${part('hostname')}${part('pathname')}`
}
