// The admin API on the port of a mock: from a request to the answer of its route.
import { MistakeError } from '@parley-ws/core/runner'
import type { ServedWsMock } from '@parley-ws/core/node'
import type { Answerer } from '../serve/answerer.ts'
import { answer, bodyOf, Unacceptable } from './exchange.ts'
import { guard } from './guard.ts'
import { olaresRoutes } from './olares.ts'
import { PREFIX, type Route, routes } from './routes.ts'

export interface AdminOptions {
  readonly token: string
  readonly host: string
  /** Whether Olares' own routes are there too. */
  readonly olares: boolean
  /** Routes that belong to what else is running. */
  readonly more: readonly Route[]
}

/** @param server asked when a request comes: it listens by then */
export function admin(server: () => Pick<ServedWsMock, 'mocks'>, options: AdminOptions): Answerer {
  const all = [...routes, ...options.more, ...(options.olares ? olaresRoutes : [])]
  const refuses = guard(options.token, options.host)
  return (request, response, next) => {
    const url = URL.parse(request.url ?? '', 'http://localhost')
    const onPath = all.filter(({ path }) => path === url?.pathname)
    const isOurs = onPath.length > 0 || (url?.pathname.startsWith(`${PREFIX}/`) ?? false)
    if (url === null || !isOurs) return next()
    const route = onPath.find(({ method }) => method === request.method)
    const refusal = refuses(request, route?.isOpen !== true)
    if (refusal !== undefined) return answer(response, refusal.status, { error: refusal.error })
    if (route === undefined) {
      const status = onPath.length === 0 ? 404 : 405
      const known = all.map(({ method, path }) => `${method} ${path}`).join(', ')
      return answer(response, status, {
        error: `There is no ${request.method} ${url.pathname}. There are: ${known}.`,
      })
    }
    const isOlares = route.path.startsWith('/tapr/')
    bodyOf(request)
      .then((body) => {
        checkNames(route, route.method === 'POST' ? Object.keys(body) : [...url.searchParams.keys()])
        return route.answer({ server: server(), query: url.searchParams, body })
      })
      .then(
        (body) => answer(response, 200, body),
        (error: unknown) => {
          const message = error instanceof Error ? error.message : String(error)
          const status =
            error instanceof Unacceptable ? error.status : error instanceof MistakeError ? 400 : 500
          answer(response, status, isOlares ? { code: status, message } : { error: message })
        },
      )
  }
}

/** @throws Unacceptable for a field that the route does not know */
function checkNames({ method, path, takes }: Route, names: readonly string[]): void {
  const unknown = takes === undefined ? undefined : names.find((name) => !takes.includes(name))
  if (takes === undefined || unknown === undefined) return
  throw new Unacceptable(400, `There is no "${unknown}" in ${method} ${path}. Use ${takes.join(', ')}.`)
}
