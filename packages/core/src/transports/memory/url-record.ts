// The URL of a WebSocket: which are allowed, and what becomes of the others.

/** Raised as the caller's realm has it: "SyntaxError" is the standard's name, not the language's error. */
export type Refuse = (message: string, name: 'SyntaxError') => Error

/**
 * The constructor's steps 1 to 7 (WHATWG websockets, "The WebSocket interface"): relative to the base, `http` becomes
 * `ws` and `https` becomes `wss`.
 */
export function parseSocketUrl(url: string, baseUrl: string | undefined, refuse: Refuse): URL {
  const record = parse(url, baseUrl)
  if (record === undefined) throw refuse(`The URL '${url}' is invalid.`, 'SyntaxError')
  if (record.protocol === 'http:') record.protocol = 'ws:'
  else if (record.protocol === 'https:') record.protocol = 'wss:'
  if (record.protocol !== 'ws:' && record.protocol !== 'wss:') {
    const scheme = record.protocol.slice(0, -1)
    throw refuse(
      `The URL's scheme must be 'ws', 'wss', 'http' or 'https'; '${scheme}' is not allowed.`,
      'SyntaxError',
    )
  }
  // An empty fragment is a fragment, but `hash` does not tell it from none; everywhere else '#' is percent-encoded.
  if (record.href.includes('#')) {
    throw refuse(
      `The URL contains a fragment identifier ('${record.hash}'); WebSocket URLs have none.`,
      'SyntaxError',
    )
  }
  return record
}

// Not URL.parse: an environment such as jsdom brings its own URL, and not every version of it has that.
function parse(url: string, baseUrl: string | undefined): URL | undefined {
  try {
    return new URL(url, baseUrl)
  } catch {
    return undefined
  }
}
