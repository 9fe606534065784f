// Pages for the tests: served by a route, so that no server is needed, and with a record of what their socket did.
import type { BrowserContext, Page } from '@playwright/test'

export const ORIGIN = 'https://app.example.com'
export const CHAT = 'wss://app.example.com/chat'

const SCRIPT = `
  window.log = []
  window.open_ = (url = '/chat', protocols) => {
    const socket = (window.socket = new WebSocket(url, protocols))
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => log.push('open ' + socket.protocol)
    socket.onerror = () => log.push('error')
    socket.onmessage = ({ data }) => log.push(typeof data === 'string' ? data : 'bytes ' + new Uint8Array(data))
    socket.onclose = ({ code, reason, wasClean }) => log.push(['close', code, reason, wasClean].join(' ').replace('  ', ' '))
    return new Promise((resolve) => socket.addEventListener('open', () => resolve()))
  }
`

/** Answers every page of the app with an empty one that has the script, and what is in \`bodies\` by path. */
export async function servePages(
  context: BrowserContext,
  bodies: Readonly<Record<string, string>> = {},
): Promise<void> {
  await context.route(`${ORIGIN}/**`, (route) => {
    const path = new URL(route.request().url()).pathname
    const body = bodies[path] ?? ''
    if (path.endsWith('.js')) return route.fulfill({ contentType: 'text/javascript', body })
    return route.fulfill({ contentType: 'text/html', body: `<script>${SCRIPT}</script>${body}` })
  })
}

declare global {
  var log: string[]
  var socket: WebSocket
  function open_(url?: string, protocols?: string[]): Promise<void>
}

/** What the page's socket did. */
export function logOf(page: Pick<Page, 'evaluate'>): Promise<string[]> {
  return page.evaluate(() => log)
}
