// TAPR as a mock. Its users are known by a header; what clients do is told to the app, and the app speaks through
// `send`, `close` and `list`, whose bodies and answers are those of the endpoints under /tapr/ws/conn/.
import {
  anything,
  eventHeartbeat,
  type MockOptions,
  type MockClient,
  on,
  onClose,
  onConnect,
  type Rule,
  type Sendable,
  type WsMock,
} from '@parley-ws/core'

export const taprOptions: MockOptions = { user: { header: 'X-BFL-USER' } }

/** Clients send a ping every thirty seconds; those that send none for a minute are closed. */
export const SILENT_AFTER_MS = 60_000

/** What the app is called with. */
export interface Callback {
  readonly data: unknown
  readonly action: 'open' | 'message' | 'close'
  readonly user_name: string
  readonly conn_id: string
}

/** The app's endpoint. @param cookie the client's own, where it has any */
export type App = (callback: Callback, cookie: string | undefined) => unknown

/** The rules of a TAPR that calls this app. Its pings are its own: the app is told of none. */
export function taprRules(app: App): readonly Rule[] {
  const call = (
    action: Callback['action'],
    { name, user = '', headers }: MockClient,
    data: unknown,
  ): unknown => app({ data, action, user_name: user, conn_id: name }, headers['cookie'])
  return [
    ...eventHeartbeat({ silentAfterMs: SILENT_AFTER_MS, code: 1000, reason: 'ping timeout' }),
    onConnect().run(({ client }) => call('open', client, {})),
    on(anything()).run(({ client, message }) => call('message', client, message)),
    onClose().run(({ client }) => call('close', client, {})),
  ]
}

export interface SendBody {
  readonly payload: Sendable
  readonly conn_id?: string
  readonly users?: readonly string[]
}

export interface CloseBody {
  readonly conns?: readonly string[]
  readonly users?: readonly string[]
}

/** A user in the list of connections. */
export interface ListedUser {
  readonly name: string
  readonly conns: readonly { readonly id: string; readonly userAgent: string }[]
}

export interface Answer<Data = undefined> {
  readonly code: 0
  readonly message: 'success'
  readonly data?: Data
}

const success: Answer = { code: 0, message: 'success' }

/** The endpoints of the service, as functions of a mock's handle. */
export function taprOf(mock: WsMock) {
  return {
    /** POST /tapr/ws/conn/send: to one connection, or to those of users; where both are named, both have to hold. */
    send({ payload, conn_id: client, users }: SendBody): Answer {
      if (client !== undefined || users !== undefined) mock.where({ client, users }).send(payload)
      return success
    },

    /** POST /tapr/ws/conn/close: these connections, and all of these users. */
    close({ conns = [], users = [] }: CloseBody): Answer {
      mock.where({ clients: conns }).close()
      mock.where({ users }).close()
      return success
    },

    /** GET /tapr/ws/conn/list: who is connected. */
    list(): Answer<readonly ListedUser[]> {
      const data = mock.users.map(({ name, clients }) => ({
        name,
        conns: clients.map((client) => ({ id: client.name, userAgent: client.headers['user-agent'] ?? '' })),
      }))
      return { ...success, data }
    },
  }
}
