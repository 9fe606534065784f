// Whom something is said to: the words an author uses, and the same in the names that the server knows. Whom that
// reaches at an instant is audiences.ts's to find.
import { checkOptionNames, mistake } from '../errors.ts'
import { checkGroup, MockClient } from './client.ts'
import { compileUrl, type UrlMatcher } from './url-pattern.ts'

/**
 * Who gets a broadcast: those connected for whom every field given holds. Without any field: everybody.
 */
export interface Audience<Name = string, Names = readonly string[], Client = string> {
  /** The members of this group, in join order. */
  readonly group?: Name | undefined
  /** The members of several groups; a connection in two of them gets one copy. */
  readonly groups?: Names | undefined
  /** The connections of this user; who that is, the mock's option `user` says. */
  readonly user?: Name | undefined
  /** The connections of these users. */
  readonly users?: Names | undefined
  /** Those that were opened on this path, whatever their query: `/ws/chat`, `/rooms/:room`, `/feeds/*`. */
  readonly path?: Name | undefined
  /** Who is left out, though all else holds. */
  readonly except?: Client | undefined
}

/** Connections, from outside a rule: those for whom every field given holds. */
export interface ClientFilter extends Audience<string, readonly string[], MockClient | string> {
  readonly client?: MockClient | string | undefined
  readonly clients?: readonly (MockClient | string)[] | undefined
}

/** An audience as a handler may write it. */
export type HandlerAudience = Audience<string, readonly string[], 'sender' | MockClient | string> &
  Pick<ClientFilter, 'client' | 'clients'>

/** An audience in the names that the server knows. Undefined: not asked about. */
export interface NamedAudience {
  readonly groups?: readonly string[] | undefined
  readonly users?: readonly string[] | undefined
  readonly path?: UrlMatcher | undefined
  readonly clients?: readonly string[] | undefined
  readonly except?: string | undefined
}

const FIELDS: readonly string[] = [
  'client',
  'clients',
  'group',
  'groups',
  'user',
  'users',
  'path',
  'except',
] satisfies (keyof ClientFilter)[]

/**
 * Refuses what would reach everybody instead of those who are meant: a field that does not exist, a text for an audience.
 *
 * @throws MistakeError naming the field
 */
export function checkAudience(attempted: string, audience: unknown): void {
  if (typeof audience === 'string')
    throw mistake(
      attempted,
      `the audience is ${JSON.stringify(audience)}`,
      `Give an object: { group: ${JSON.stringify(audience)} }`,
    )
  checkOptionNames(attempted, audience, FIELDS)
}

/**
 * The audience in names.
 *
 * @param sender who `except: 'sender'` is
 * @throws MistakeError for a field or a name that is none, for both `group` and `groups`, and for a path
 */
export function namedAudience(attempted: string, audience: HandlerAudience, sender?: string): NamedAudience {
  checkAudience(attempted, audience)
  const { group, groups, user, users, path, client, clients, except } = audience
  if (group !== undefined && groups !== undefined)
    throw mistake(attempted, 'it names a group and groups', 'Put all of them in groups')
  if (group !== undefined) checkGroup(attempted, group)
  for (const each of checkList(attempted, 'groups', groups) ?? []) checkGroup(attempted, each)
  return {
    groups: groups ?? (group === undefined ? undefined : [group]),
    users: both(
      checkList(attempted, 'users', users),
      user === undefined ? undefined : [checkUser(attempted, user)],
    ),
    path: path === undefined ? undefined : compileUrl(attempted, checkPath(attempted, path)),
    clients: both(
      checkList(attempted, 'clients', clients)?.map(nameOf),
      client === undefined ? undefined : [nameOf(client)],
    ),
    except: except === undefined ? undefined : leftOut(attempted, except, sender),
  }
}

function both(
  some: readonly string[] | undefined,
  others: readonly string[] | undefined,
): readonly string[] | undefined {
  if (some === undefined || others === undefined) return some ?? others
  return some.filter((each) => others.includes(each))
}

function leftOut(attempted: string, except: MockClient | string, sender: string | undefined): string {
  if (except !== 'sender') return nameOf(except)
  if (sender !== undefined) return sender
  throw mistake(
    attempted,
    "except is 'sender', and nobody sends outside of a rule",
    'Name a client: { except: client }',
  )
}

function nameOf(client: MockClient | string): string {
  return client instanceof MockClient ? client.name : client
}

function checkList<Item>(
  attempted: string,
  field: string,
  list: readonly Item[] | undefined,
): readonly Item[] | undefined {
  if (list === undefined || Array.isArray(list)) return list
  throw mistake(attempted, `${field} is not a list`, `Give an array, or use ${field.slice(0, -1)}`)
}

function checkUser(attempted: string, user: unknown): string {
  if (typeof user === 'string') return user
  throw mistake(attempted, `the user is ${JSON.stringify(user) ?? String(user)}`, 'Give the name of a user')
}

function checkPath(attempted: string, path: unknown): string {
  if (typeof path === 'string' && /^[/*]/.test(path)) return path
  throw mistake(attempted, `the path is ${JSON.stringify(path) ?? String(path)}`, "Begin it with '/'")
}
