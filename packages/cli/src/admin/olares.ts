// The three endpoints of Olares' WebSocket service, with its bodies and answers. A close that names nobody closes nobody.
import type { Asked, Route } from './routes.ts'
import { closeThose, messageOf, sendTo, targetOf } from './targets.ts'

const success = { code: 0, message: 'success' } as const

/** What is not given, or empty, does not narrow. */
function given(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== undefined &&
        value !== null &&
        value !== '' &&
        !(Array.isArray(value) && value.length === 0),
    ),
  )
}

export const olaresRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/tapr/ws/conn/send',
    answer({ server, body }: Asked) {
      const to = given({ client: body['conn_id'], users: body['users'] })
      if (Object.keys(to).length > 0) sendTo(server.mocks(), targetOf(to), messageOf(body['payload']))
      return success
    },
  },
  {
    method: 'POST',
    path: '/tapr/ws/conn/close',
    answer({ server, body }: Asked) {
      for (const to of [given({ clients: body['conns'] }), given({ users: body['users'] })]) {
        if (Object.keys(to).length > 0) closeThose(server.mocks(), targetOf(to), 1000, '')
      }
      return success
    },
  },
  {
    method: 'GET',
    path: '/tapr/ws/conn/list',
    answer: ({ server }: Asked) => ({
      ...success,
      data: server.mocks().flatMap(({ mock }) =>
        mock.users.map(({ name, clients }) => ({
          name,
          conns: clients.map((client) => ({
            id: client.name,
            userAgent: client.headers['user-agent'] ?? '',
          })),
        })),
      ),
    }),
  },
]
