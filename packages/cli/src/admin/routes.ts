// What the admin API can do, a route each. Whom a request means is targets.ts's; who may ask, guard.ts's.
import { fromObject, type RuleData } from '@parley-ws/core/formats'
import { type MountedWsMock, type ServedWsMock, writeEntry } from '@parley-ws/core/node'
import { definitionOf, rulesOf } from '@parley-ws/core/runner'
import { htmlTimeline } from '@parley-ws/core/views'
import { Unacceptable } from './exchange.ts'
import { openApi } from './open-api.ts'
import { MOST_ENTRIES, statusPage } from './status-page.ts'
import { closeThose, messageOf, mocksOf, sendTo, targetOf } from './targets.ts'

/** A request, read. */
export interface Asked {
  readonly server: Pick<ServedWsMock, 'mocks'>
  readonly query: URLSearchParams
  readonly body: Readonly<Record<string, unknown>>
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  /** Whether it holds no data, and needs no token. */
  readonly isOpen?: true
  /** The fields that its body, or its query, may have: one that is misspelt would mean more than was asked for. Default: any. */
  readonly takes?: readonly string[]
  /** Returns the body of the answer. */
  readonly answer: (asked: Asked) => unknown
}

export const PREFIX = '/_parley'

export const routes: readonly Route[] = [
  { method: 'GET', path: `${PREFIX}/openapi.json`, answer: () => openApi },
  {
    method: 'GET',
    path: `${PREFIX}/connections`,
    takes: ['mock'],
    answer: ({ server, query }) => ({
      connections: mocksOf(server, query.get('mock')).flatMap(({ path, mock }) =>
        mock.clients.map((client) => ({
          mock: path ?? '*',
          client: client.name,
          user: client.user,
          path: new URL(client.url).pathname,
          groups: client.groups,
          userAgent: client.headers['user-agent'],
          protocol: client.protocol,
          bufferedBytes: client.bufferedBytes,
        })),
      ),
    }),
  },
  {
    method: 'POST',
    path: `${PREFIX}/send`,
    takes: ['to', 'message', 'mock'],
    answer: ({ server, body }) => ({
      sent: sendTo(mocksOf(server, body['mock']), targetOf(body['to']), messageOf(body['message'])),
    }),
  },
  {
    method: 'POST',
    path: `${PREFIX}/close`,
    takes: ['to', 'code', 'reason', 'mock'],
    answer({ server, body }) {
      const { code = 1000, reason = '' } = body
      if (typeof code !== 'number' || typeof reason !== 'string') {
        throw new Unacceptable(400, '"code" has to be a number and "reason" a text.')
      }
      return { closed: closeThose(mocksOf(server, body['mock']), targetOf(body['to']), code, reason) }
    },
  },
  {
    method: 'POST',
    path: `${PREFIX}/events`,
    takes: ['path', 'data'],
    answer({ server, body }) {
      const { path, data } = body
      if (typeof path !== 'string') throw new Unacceptable(400, '"path" has to be a text.')
      return { sent: sendTo(server.mocks(), { path }, messageOf(data)) }
    },
  },
  {
    method: 'GET',
    path: `${PREFIX}/transcript`,
    takes: ['mock', 'after'],
    answer({ server, query }) {
      const [mounted, ...others] = mocksOf(server, query.get('mock'))
      if (mounted === undefined || others.length > 0) {
        throw new Unacceptable(400, 'There are several mocks: say which with ?mock=/path.')
      }
      const after = seqOf(query.get('after')) ?? 0
      const { entries: kept, forgotten = 0 } = mounted.mock.transcript
      const entries = kept.filter(({ seq }) => seq > after)
      return { forgotten, entries: entries.map((entry) => JSON.parse(writeEntry(entry)) as unknown) }
    },
  },
  { method: 'GET', path: `${PREFIX}/status`, isOpen: true, answer: statusPage },
  {
    method: 'GET',
    path: `${PREFIX}/timeline`,
    takes: ['mock', 'after'],
    answer({ server, query }) {
      const [mounted] = mocksOf(server, query.get('mock'))
      if (mounted === undefined) throw new Unacceptable(404, 'There is no mock any more.')
      const mock = mounted.path ?? '*'
      const { entries, forgotten = 0 } = mounted.mock.transcript
      const shown = entries.slice(-MOST_ENTRIES)
      const upTo = shown.at(-1)?.seq ?? 0
      return {
        mock,
        mocks: server.mocks().map(({ path }) => path ?? '*'),
        entries: forgotten + entries.length,
        forgotten,
        shown: shown.length,
        upTo,
        // Who has it already does not get it again.
        page:
          seqOf(query.get('after')) === upTo ? undefined : htmlTimeline({ entries: shown }, { title: mock }),
      }
    },
  },
  {
    method: 'POST',
    path: `${PREFIX}/rules`,
    takes: ['rules', 'mock'],
    answer({ server, body }) {
      const { mock, rules } = body
      if (!Array.isArray(rules)) throw new Unacceptable(400, '"rules" has to be a list, as in a mock file.')
      const data = { parley: 1, endpoints: [{ path: '/*', rules: rules as RuleData[] }] } as const
      const made = rulesOf(definitionOf('the rules', fromObject(data)))
      const mocks = mocksOf(server, mock)
      for (const each of mocks) each.mock.use(made)
      return { used: made.length, mocks: mocks.map(({ path }) => path ?? '*') }
    },
  },
  {
    method: 'DELETE',
    path: `${PREFIX}/rules`,
    takes: ['mock'],
    answer({ server, query }) {
      const mocks = mocksOf(server, query.get('mock'))
      for (const each of mocks) (each.mock satisfies MountedWsMock).forgetAddedRules()
      return { mocks: mocks.map(({ path }) => path ?? '*') }
    },
  },
]

/** The number of an entry. @throws Unacceptable for what is none */
function seqOf(text: string | null): number | undefined {
  if (text === null) return undefined
  if (/^\d+$/.test(text)) return Number(text)
  throw new Unacceptable(400, `"after" has to be the number of an entry, and is ${JSON.stringify(text)}.`)
}
