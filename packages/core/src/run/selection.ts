// Connections chosen from outside a rule, and the users that connections belong to. Keeps nothing: whoever asks is told
// who is connected at that instant.
import { mistake } from '../errors.ts'
import { checkAudience, type ClientFilter, namedAudience } from '../mock/audience.ts'
import type { MockClient } from '../mock/client.ts'
import type { MockHost } from '../transports/host.ts'
import { checkMockClose } from '../wire/close-code.ts'
import type { MockUser, Selection } from './ws-mock.ts'

/** @throws MistakeError when the filter says nothing, or a field is misspelt or no name */
export function selectionOf(host: MockHost, filter: ClientFilter): Selection {
  checkAudience('where()', filter)
  if (Object.values(filter).every((value) => value === undefined)) {
    throw mistake(
      'where()',
      'it says nothing about whom it means',
      "Give a field: where({ user: 'ada' }), where({ path: '/chat' }); everybody is clients, broadcast() and close()",
    )
  }
  const audience = namedAudience('where()', filter)
  return {
    get clients() {
      return host.reached(audience)
    },
    send: (message) => host.command({ do: 'broadcast', message, audience }),
    close(code = 1000, reason = '') {
      checkMockClose(`where().close(${code})`, code, reason)
      for (const client of host.reached(audience)) client.close(code, reason)
    },
  }
}

/** The connections by their users, in the order the users came. */
export function usersOf(clients: readonly MockClient[]): readonly MockUser[] {
  const byUser = new Map<string, MockClient[]>()
  for (const client of clients) {
    if (client.user === undefined) continue
    const own = byUser.get(client.user)
    if (own === undefined) byUser.set(client.user, [client])
    else own.push(client)
  }
  return Array.from(byUser, ([name, own]) => ({ name, clients: own }))
}
