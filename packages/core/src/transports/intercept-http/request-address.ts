// The absolute URL that a request for a WebSocket goes to, as `URL` writes it.

// What `URL` changes nothing about. It takes longer than all else that is asked of a request, and requests that are no
// mock's should not be slowed.
const PLAIN_HOST = /^(?:localhost|127\.0\.0\.1|(?!.*xn--)[a-z\d](?:[a-z\d-]*\.)+[a-z][a-z\d-]*)$/
const PLAIN_PORT = /^[1-9]\d{0,4}$/
const PLAIN_PATH = /^\/(?:[\w~-][\w.~-]*\/)*(?:[\w~-][\w.~-]*)?(?:\?[\w.~=&-]*)?$/

/** Undefined where it is none. */
export function requestAddress(
  isSecure: boolean,
  host: string,
  port: number | string,
  path: string,
): string | undefined {
  const scheme = isSecure ? 'wss:' : 'ws:'
  const isPlainPort = PLAIN_PORT.test(String(port)) && Number(port) < 65_536
  if (isPlainPort && PLAIN_HOST.test(host) && PLAIN_PATH.test(path)) {
    const isDefault = Number(port) === (isSecure ? 443 : 80)
    return isDefault ? `${scheme}//${host}${path}` : `${scheme}//${host}:${port}${path}`
  }
  const url = URL.parse(`${scheme}//${host}:${port}${path}`)
  if (url === null) return undefined
  url.hash = ''
  return url.href
}
