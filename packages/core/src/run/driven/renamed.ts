// A mock's transcript with the names that a scenario gives its clients. A mock names connections as they come; who is
// behind one, the scenario knows.
import type { Entry } from '../../transcript/entry.ts'

/** @param names by the mock's name, the scenario's; one that is not there stays as it is */
export function renamed(entries: readonly Entry[], names: ReadonlyMap<string, string>): readonly Entry[] {
  const nameOf = (name: string): string => names.get(name) ?? name
  return entries.map((entry) => {
    if (entry.kind === 'broadcast') {
      const { clients, except, recipients } = entry
      return {
        ...entry,
        clients: clients?.map(nameOf),
        except: except === undefined ? undefined : nameOf(except),
        recipients: recipients.map(nameOf),
      }
    }
    return entry.client === undefined ? entry : { ...entry, client: nameOf(entry.client) }
  })
}
