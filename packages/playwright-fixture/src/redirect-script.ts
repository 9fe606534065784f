// What runs in pages and workers: has sockets to mocked URLs opened at the server that answers them. Runs alone, so it can
// use nothing of this file but what is inside the function.

/** Which URLs go to which server. The expression holds for the URL without its query, or with it. */
export interface Redirect {
  readonly source: string
  readonly flags: string
  /** `ws://127.0.0.1:41234` */
  readonly origin: string
}

/** Replaces the global WebSocket by one that opens mocked URLs elsewhere; `url` still says what the app asked for. */
export function redirectWebSockets(redirects: readonly Redirect[]): void {
  const Native = globalThis.WebSocket
  const redirected = (href: string): string | undefined => {
    const found = redirects.find(({ source, flags }) => {
      const expression = new RegExp(source, flags)
      return expression.test(href.replace(/\?.*/, '')) || expression.test(href)
    })
    return found && found.origin + href.replace(/^\w+:\/\/[^/?]*/, '')
  }
  globalThis.WebSocket = class WebSocket extends Native {
    constructor(url: string | URL, protocols?: string | string[]) {
      const base = globalThis.document?.baseURI ?? globalThis.location.href
      const absolute = URL.canParse(url, base) ? new URL(url, base).href.replace(/^http/, 'ws') : undefined
      const there = absolute === undefined ? undefined : redirected(absolute)
      super(there ?? url, protocols === undefined ? [] : protocols)
      if (there !== undefined) Object.defineProperty(this, 'url', { value: absolute })
    }
  }
}
