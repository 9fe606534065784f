// Who is connected and who is a member of what: resolves whom a broadcast reaches at this instant.
import type { NamedAudience } from './audience.ts'
import type { Connection } from './connection.ts'
import { Groups } from './groups.ts'
import type { Output } from './output.ts'

export class Audiences<Link> {
  readonly #output: Output<Link>
  readonly #groups = new Groups<Connection<Link>>()
  /** The connections that are not closed, in the order they dialled. */
  readonly connections: Set<Connection<Link>> = new Set()

  constructor(output: Output<Link>) {
    this.#output = output
  }

  /** The members of a group at this instant, in join order. */
  members(group: string): ReadonlySet<Connection<Link>> {
    return this.#groups.members(group)
  }

  /** Every group that was ever joined. */
  get names(): readonly string[] {
    return this.#groups.names
  }

  join(connection: Connection<Link>, group: string, cause: number | undefined): void {
    if (connection.phase === 'closing' || connection.phase === 'closed') return
    if (!this.#groups.join(group, connection)) return
    connection.joined(group)
    this.#output.record({ kind: 'join', seq: 0, at: this.#output.at, cause, client: connection.name, group })
  }

  leave(connection: Connection<Link>, group: string, cause: number | undefined): void {
    if (!this.#groups.leave(group, connection)) return
    connection.left(group)
    this.#output.record({ kind: 'leave', seq: 0, at: this.#output.at, cause, client: connection.name, group })
  }

  /** Whom it reaches, in join order; without groups, in the order they dialled. Who is in two groups counts once. */
  reached(audience: NamedAudience): readonly Connection<Link>[] {
    const { groups } = audience
    const reached: Connection<Link>[] = []
    const seen = groups !== undefined && groups.length > 1 ? new Set<Connection<Link>>() : undefined
    const add = (connection: Connection<Link>): void => {
      if (connection.phase !== 'open' || seen?.has(connection) === true) return
      if (!isMeant(audience, connection)) return
      seen?.add(connection)
      reached.push(connection)
    }
    if (groups === undefined) for (const connection of this.connections) add(connection)
    else for (const name of groups) for (const connection of this.#groups.members(name)) add(connection)
    return reached
  }
}

function isMeant<Link>(
  { users, clients, path, except }: NamedAudience,
  { name, client }: Connection<Link>,
): boolean {
  if (name === except || clients?.includes(name) === false) return false
  if (users !== undefined && (client.user === undefined || !users.includes(client.user))) return false
  return path === undefined || path.match(client.url) !== undefined
}
