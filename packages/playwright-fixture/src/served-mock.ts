// A mock on a loopback server, for sockets that routes do not reach: those of workers and service workers. Owns how they
// get there: by a script in each page, and by the same script before each script that a worker may be made of.
import type { MockDefinition, MockUrl } from '@parley-ws/core'
import { serveWsMock } from '@parley-ws/core/node'
import { mistake, type UrlMatcher } from '@parley-ws/core/runner'
import type { Route } from '@playwright/test'
import { type Redirect, redirectWebSockets } from './redirect-script.ts'
import type { MockTarget, PlacedMock } from './routed-mock.ts'

export interface ServeOptions {
  readonly url: MockUrl
  readonly matcher: UrlMatcher
  readonly targets: readonly MockTarget[]
  readonly redirects: ServedRedirects
}

export async function serveMock(
  attempted: string,
  definition: MockDefinition,
  { url, matcher, targets, redirects }: ServeOptions,
): Promise<PlacedMock> {
  const { expression } = matcher
  if (expression === undefined) {
    throw mistake(
      attempted,
      'a URLPattern cannot be taken to workers',
      'Give the URL as a string or a RegExp',
    )
  }
  const served = await serveWsMock(definition, { path: pathOf(url) })
  const origin = `ws://127.0.0.1:${served.port}`
  await redirects.add({ source: expression.source, flags: expression.flags, origin }, targets)
  return {
    mock: served,
    async end() {
      try {
        await served[Symbol.asyncDispose]()
        return []
      } catch (error) {
        return error instanceof AggregateError ? (error.errors as readonly unknown[]) : [error]
      }
    },
  }
}

/** The path, with its `:param`s, as the server sees it; undefined: every one. */
function pathOf(url: MockUrl): string | undefined {
  if (typeof url !== 'string' && !(url instanceof URL)) return undefined
  const path = String(url).replace(/^[A-Za-z][A-Za-z\d+.-]*:\/\/[^/]*/, '')
  return path.startsWith('/') ? path : path === '' ? '/' : undefined
}

/** The redirects of one test, in the places they hold. */
export class ServedRedirects {
  readonly #byTarget = new Map<MockTarget, Redirect[]>()

  async add(redirect: Redirect, targets: readonly MockTarget[]): Promise<void> {
    await Promise.all(targets.map((target) => this.#addIn(target, redirect)))
  }

  async #addIn(target: MockTarget, redirect: Redirect): Promise<void> {
    const known = this.#byTarget.get(target)
    const redirects = known ?? []
    redirects.push(redirect)
    await target.addInitScript(redirectWebSockets, [redirect])
    const { context, pages } =
      'pages' in target
        ? { context: target, pages: target.pages() }
        : { context: target.context(), pages: [target] }
    // Chromium asks its user before a page of elsewhere, or a script that was changed on its way, may connect to this
    // machine. Others know no such permission.
    await context.grantPermissions(['local-network-access']).catch(() => {})
    const frames = pages.flatMap((page) => page.frames())
    // A frame that is just being left needs nothing.
    await Promise.all(frames.map((frame) => frame.evaluate(redirectWebSockets, [redirect]).catch(() => {})))
    if (known !== undefined) return
    this.#byTarget.set(target, redirects)
    await target.route('**/*', (route) => beginWith(route, redirects))
  }
}

/** Init scripts run in pages alone, so what a worker is made of is changed on its way: it may be any script. */
async function beginWith(route: Route, redirects: readonly Redirect[]): Promise<void> {
  const request = route.request()
  if (request.resourceType() !== 'script') return await route.fallback()
  const response = await route.fetch()
  const type = response.headers()['content-type'] ?? ''
  if (!response.ok() || !/\b(?:java|ecma)script\b/.test(type)) return await route.fulfill({ response })
  const script = await response.text()
  // A directive counts at the beginning only.
  const strict = /^(?:\s|\/\*[^]*?\*\/|\/\/.*\n)*(?:'use strict'|"use strict")/.test(script)
    ? "'use strict';"
    : ''
  const begin = `if(typeof WorkerGlobalScope!=='undefined')(${redirectWebSockets})(${JSON.stringify(redirects)});`
  await route.fulfill({ response, body: `${strict}${begin}\n${script}` })
}
