// A mock on routes of pages or contexts: no network, and nothing that could be reached from elsewhere.
import type { MockClient, MockDefinition, MockUrl, WsMock } from '@parley-ws/core'
import {
  conversationOf,
  LiveMock,
  runnerClock,
  tellConversation,
  type UrlMatcher,
  warn,
} from '@parley-ws/core/runner'
import type { BrowserContext, Page, WebSocketRoute } from '@playwright/test'
import { correctWebSocket, MARK } from './page-script.ts'
import { forward, forwardingTo } from './pass-through.ts'
import { RouteLink } from './route-link.ts'
import { RouteNetwork } from './route-network.ts'

/** Where sockets are answered. */
export type MockTarget = BrowserContext | Page

/** A mock that answers somewhere in a browser. */
export interface PlacedMock {
  readonly mock: WsMock
  /** Closes what is open (1001) and takes no more clients. Resolves with what went wrong meanwhile. */
  readonly end: () => Promise<readonly unknown[]>
}

export interface RouteOptions {
  readonly url: MockUrl
  readonly matcher: UrlMatcher
  readonly targets: readonly MockTarget[]
  /** Whether messages that no rule answers go to the real server. */
  readonly passThrough: boolean
}

export async function routeMock(
  given: MockDefinition,
  { url, matcher, targets, passThrough }: RouteOptions,
): Promise<PlacedMock> {
  const servers = new WeakMap<MockClient, WebSocketRoute>()
  const network = new RouteNetwork()
  const live = new LiveMock(passThrough ? forwardingTo(given, servers) : given, {
    label: `mock ${matcher.text}`,
    url: matcher,
    network,
    clock: runnerClock,
    onWarning: warn,
  })
  let isOver = false
  const known = new WeakSet<MockClient>()
  const accepted = (route: WebSocketRoute): (() => void) | undefined => {
    if (!passThrough) return undefined
    return () => {
      const client = live.clients.find((each) => !known.has(each))
      if (client === undefined) return
      known.add(client)
      servers.set(client, forward(route, client))
    }
  }
  const answer = async (route: WebSocketRoute, context: BrowserContext): Promise<void> => {
    const dialled = route.url()
    const params = matcher.match(dialled)
    const link = new RouteLink(route, { ended: () => network.remove(link), accepted: accepted(route) })
    const headers = await headersFor(context, dialled)
    if (isOver || params === undefined) return link.cut()
    network.add(link)
    link.answeredBy(live.connect({ url: dialled, protocols: route.protocols(), headers }, params, link))
    await link.answered
  }
  await Promise.all(targets.map((target) => routeIn(target, patternFor(url, matcher), answer)))
  return {
    mock: live,
    async end() {
      // An app reconnects when it is told that the test is over.
      isOver = true
      const ending = await live.end()
      tellConversation(live.contract, () => conversationOf(live, ending), true)
      return ending.errors
    },
  }
}

async function routeIn(
  target: MockTarget,
  pattern: RegExp | ((url: URL) => boolean),
  answer: (route: WebSocketRoute, context: BrowserContext) => Promise<void>,
): Promise<void> {
  const { context, pages } =
    'pages' in target
      ? { context: target, pages: target.pages() }
      : { context: target.context(), pages: [target] }
  await target.routeWebSocket(pattern, (route) => answer(route, context))
  // After the route, whose own script has to run first.
  await target.addInitScript(correctWebSocket, MARK)
  const frames = pages.flatMap((page) => page.frames())
  // A frame that is just being left needs no correction.
  await Promise.all(frames.map((frame) => frame.evaluate(correctWebSocket, MARK).catch(() => {})))
}

/** An expression where one will do: other sockets are then let through in the page, and not by way of this process. */
function patternFor(url: MockUrl, { expression, match }: UrlMatcher): RegExp | ((url: URL) => boolean) {
  if (expression === undefined || (typeof url !== 'string' && !(url instanceof URL)))
    return ({ href }) => match(href) !== undefined
  return new RegExp(expression.source.replace(/\$$/, String.raw`(?:\?.*)?$`))
}

/** A route tells nothing of the handshake's headers; the browser's cookies are known all the same. */
async function headersFor(context: BrowserContext, url: string): Promise<Record<string, string>> {
  const cookies = await context.cookies(url.replace(/^ws/, 'http')).catch(() => [])
  if (cookies.length === 0) return {}
  return { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') }
}
