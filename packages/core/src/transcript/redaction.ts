// What is hidden before anything is recorded: secrets in a handshake by default, and whatever the author names.
// Owns which names and values count as secret; handlers and rules never see its output, only the recorder does.
import { mistake } from '../errors.ts'
import { jsonCodec } from '../wire/codec.ts'
import type { Payload } from '../wire/frame.ts'

/** What stands in a transcript where a secret was. */
const REDACTED = '<redacted>'

export interface RedactionOptions {
  /**
   * Names of headers and query parameters to keep although they look secret: `['session']`. With
   * `sec-websocket-protocol`, subprotocols are kept as they are.
   */
  readonly reveal?: readonly string[] | undefined
  /**
   * What to hide besides: paths in JSON messages (`token`, `user.email`, `items.*.secret`, where `*` is any field or
   * index), which are names of headers and query parameters too. A message in which something is hidden is written
   * anew, so its spacing and the digits of numbers beyond double precision may differ from what was sent.
   */
  readonly redact?: readonly string[] | undefined
}

/** Hides secrets; everything else stays as it is, to the letter. */
export interface Redaction {
  redactUrl(url: string): string
  redactHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>>
  redactProtocols(protocols: readonly string[]): readonly string[]
  redactPayload(payload: Payload): Payload
}

/**
 * Builds a redaction, once for a mock.
 *
 * @throws MistakeError naming every option that is wrong
 */
export function createRedaction(options: RedactionOptions = {}): Redaction {
  checkOptions(options)
  const revealed = lowerCased(options.reveal)
  const named = lowerCased(options.redact)
  const paths = (options.redact ?? []).map((path) => path.split('.'))

  const isSecret: SecretTest = (name, value) => {
    const key = name.toLowerCase()
    if (named.has(key)) return true
    return !revealed.has(key) && (isSecretName(name) || looksLikeToken(value))
  }
  const redactUrl = (url: string): string => redactedUrl(url, isSecret)
  const redactProtocols = (protocols: readonly string[]): readonly string[] =>
    revealed.has(PROTOCOL_HEADER) ? protocols : redactedProtocols(protocols)

  return {
    redactUrl,
    redactProtocols,
    redactHeaders: (headers) => {
      let redacted: Record<string, string> | undefined
      for (const [name, value] of Object.entries(headers)) {
        const shown = redactedHeader(name, value, isSecret, redactUrl, redactProtocols)
        if (shown !== value) (redacted ??= { ...headers })[name] = shown
      }
      return redacted ?? headers
    },
    // Without paths nothing is parsed: this runs for every frame.
    redactPayload: paths.length === 0 ? (payload) => payload : (payload) => redactedPayload(payload, paths),
  }
}

type SecretTest = (name: string, value: string) => boolean

// ── names and values that give a secret away ───────────────────────────────────────────────────────────────────────

const SECRET_WORDS: ReadonlySet<string> = new Set(
  (
    'auth authentication authorization bearer cookie cookies credential credentials csrf jwt otp pass passphrase ' +
    'pwd session sessionid sid sig ticket xsrf'
  ).split(' '),
)
// Also at the end of a word, as people write them together: accesstoken, clientsecret.
const SECRET_ENDING = /(?:token|secret|password|passwd|apikey|accesskey|secretkey|signature)$/
// `key` alone, or a key that says it opens something: sort_key and public_key are none.
const SECRET_KEY =
  /(?:^|\b(?:access|api|app|auth|client|encryption|private|secret|shared|signing|subscription) )key$/

function isSecretName(name: string): boolean {
  const words = name
    .replaceAll(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  return (
    words.some((word) => SECRET_WORDS.has(word) || SECRET_ENDING.test(word)) ||
    SECRET_KEY.test(words.join(' '))
  )
}

// Three base64url parts, the first being the JSON of a header: RFC 7519, and RFC 7516 with its five.
const JWT = /eyJ[\w-]{5,}(?:\.[\w-]*){2,4}/

function looksLikeToken(value: string): boolean {
  return JWT.test(value) || /^(?:bearer|basic)[ +]\S/i.test(value)
}

// ── places where they stand ────────────────────────────────────────────────────────────────────────────────────────

// The URL is not parsed and written again: what is no secret stays to the letter.
function redactedUrl(url: string, isSecret: SecretTest): string {
  const queryAt = url.indexOf('?')
  const head = redactedHead(queryAt === -1 ? url : url.slice(0, queryAt))
  if (queryAt === -1) return head
  const query = url.slice(queryAt + 1)
  return `${head}?${query
    .split('&')
    .map((pair) => redactedPair(pair, isSecret))
    .join('&')}`
}

const CREDENTIALS = /^([a-z][a-z\d+.-]*:\/\/)[^/?#]*@/i
const EVERY_JWT = new RegExp(JWT, 'g')

function redactedHead(head: string): string {
  return head.replace(CREDENTIALS, `$1${REDACTED}@`).replaceAll(EVERY_JWT, REDACTED)
}

function redactedPair(pair: string, isSecret: SecretTest): string {
  const equals = pair.indexOf('=')
  if (equals === -1) return pair
  const name = pair.slice(0, equals)
  const value = pair.slice(equals + 1)
  return value !== '' && isSecret(decoded(name), decoded(value)) ? `${name}=${REDACTED}` : pair
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    // Not percent-encoded text, so it is compared as it stands.
    return part
  }
}

const PROTOCOL_HEADER = 'sec-websocket-protocol'
/** Headers that hold an address, whose query may hold a token. */
const URL_HEADERS: ReadonlySet<string> = new Set(['origin', 'referer'])

function redactedHeader(
  name: string,
  value: string,
  isSecret: SecretTest,
  redactUrl: (url: string) => string,
  redactProtocols: (protocols: readonly string[]) => readonly string[],
): string {
  const key = name.toLowerCase()
  if (key === PROTOCOL_HEADER) return redactProtocols(value.split(',').map((each) => each.trim())).join(', ')
  if (URL_HEADERS.has(key)) return redactUrl(value)
  // The handshake's own headers (Sec-WebSocket-Key is a nonce) hold no secret.
  if (key.startsWith('sec-websocket-')) return value
  return isSecret(name, value) ? REDACTED : value
}

// `bearer.<token>`, `access_token-<token>`, `base64url.bearer.authorization.k8s.io.<token>`
const TOKEN_PROTOCOL =
  /^((?:.*?[._-])?(?:bearer|access_?token|id_?token|token|jwt|auth|authorization|api-?key|secret|ticket)[.:=|~-])(.+)$/i
// Alone in its entry, the name announces that the next one is the token.
const TOKEN_FOLLOWS =
  /^(?:.*[._-])?(?:bearer|access_?token|id_?token|token|jwt|auth|authorization|api_?-?key|secret|ticket)$/i
// Registered names are short and made of words; 24 letters and digits without a separator are neither.
const RANDOM = /^(?=.*\d)(?=.*[a-z])[\w~+/=]{24,}$/i
// JSON as base64url, as AWS AppSync's clients send their headers.
const ENCODED_JSON = /eyJ[\w-]{5,}(?:\.[\w-]*){0,4}/
// A version after the name is none: `auth-v2`, `token.1`.
const VERSION = /^v?\d{1,3}(?:[.-]\d{1,3})*$/i

function redactedProtocols(protocols: readonly string[]): readonly string[] {
  return protocols.map((protocol, index) => {
    if (TOKEN_FOLLOWS.test(protocols[index - 1] ?? '') && !VERSION.test(protocol)) return REDACTED
    if (RANDOM.test(protocol)) return REDACTED
    const named = TOKEN_PROTOCOL.exec(protocol)
    if (named !== null) return VERSION.test(named[2] ?? '') ? protocol : `${named[1]}${REDACTED}`
    return protocol.replace(ENCODED_JSON, REDACTED)
  })
}

// ── paths in messages ──────────────────────────────────────────────────────────────────────────────────────────────

type Path = readonly string[]

function redactedPayload(payload: Payload, paths: readonly Path[]): Payload {
  const message = jsonCodec.decode(payload)
  if (typeof payload !== 'string' || typeof message !== 'object') return payload
  let isChanged = false
  for (const path of paths) isChanged = hide(message, path, 0) || isChanged
  return isChanged ? JSON.stringify(message) : payload
}

/** Hides what the path leads to. The value was just parsed and belongs to nobody else. */
function hide(value: unknown, path: Path, depth: number): boolean {
  const step = path[depth]
  if (!isContainer(value) || step === undefined) return false
  const keys = step === '*' ? Object.keys(value) : Object.hasOwn(value, step) ? [step] : []
  let isChanged = false
  for (const key of keys) {
    if (depth < path.length - 1) isChanged = hide(value[key], path, depth + 1) || isChanged
    else if (key !== 'length' || !Array.isArray(value)) {
      value[key] = REDACTED
      isChanged = true
    }
  }
  return isChanged
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

// ── options ────────────────────────────────────────────────────────────────────────────────────────────────────────

function checkOptions(options: RedactionOptions): void {
  const faults: string[] = []
  for (const key of Object.keys(options)) {
    if (key !== 'reveal' && key !== 'redact') faults.push(`there is no option ${JSON.stringify(key)}`)
  }
  checkNames('reveal', options.reveal, faults)
  checkNames('redact', options.redact, faults)
  if (faults.length === 0) {
    const revealed = lowerCased(options.reveal)
    for (const name of options.redact ?? []) {
      if (revealed.has(name.toLowerCase()))
        faults.push(`${JSON.stringify(name)} is to be revealed and to be redacted`)
    }
  }
  if (faults.length > 0) {
    throw mistake(
      'redaction',
      faults.join('; '),
      "Give { reveal: ['session'], redact: ['user.email', 'items.*.secret'] }",
    )
  }
}

function checkNames(option: string, names: unknown, faults: string[]): void {
  if (names === undefined) return
  if (!Array.isArray(names)) {
    faults.push(`${option} is not a list of names`)
    return
  }
  for (const [index, name] of names.entries()) {
    const place = `${option}[${index}]`
    if (typeof name !== 'string') faults.push(`${place} is not a string`)
    else if (name === '') faults.push(`${place} is empty`)
    else if (option === 'redact' && name.split('.').includes('')) {
      faults.push(`${place}, ${JSON.stringify(name)}, has an empty step`)
    }
  }
}

function lowerCased(names: readonly string[] = []): ReadonlySet<string> {
  return new Set(names.map((name) => name.toLowerCase()))
}
