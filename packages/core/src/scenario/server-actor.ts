// What the server does in a scenario without a contract: the steps that `server` makes.
import { checkOptionNames, mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'
import { checkGroup } from '../mock/client.ts'
import type { Sendable } from '../mock/sendable.ts'
import { checkMockClose } from '../wire/close-code.ts'
import type { RawActor } from './actor.ts'
import { locate } from './call-site.ts'
import { ownMessage } from './check-argument.ts'
import type { Step } from './step.ts'

/** The name that no client may have. */
export const SERVER = 'server'

/** Who gets a broadcast of the server. Without a group: everybody connected. */
interface StepAudience {
  readonly group?: string | undefined
  /** Several groups; a client in two of them gets one copy. */
  readonly groups?: readonly string[] | undefined
  /** Who is left out, though a member. */
  readonly except?: Named | undefined
}

type Named = Pick<RawActor, 'name'>

/** The server's side of a scenario without a contract. */
export interface RawServer {
  /** Sends one message to one client. @throws MistakeError when the message has no JSON form, or `to` is no client */
  send(message: Sendable, options: { readonly to: Named }): Step
  /**
   * Sends to the members of a group at that instant, of several groups, or to everybody. A group that nobody ever
   * joined is a mistake that shows when the scenario runs.
   *
   * @throws MistakeError when the message has no JSON form, or the audience is none
   */
  broadcast(message: Sendable, audience?: StepAudience): Step
  /**
   * Closes one client's connection; without `to`, everybody's.
   *
   * @param code default 1000 @param reason at most 123 bytes of UTF-8, default empty
   * @throws MistakeError for a code or reason that cannot travel in a close frame (RFC 6455 section 7.4)
   */
  close(code?: number, reason?: string, options?: { readonly to?: Named | undefined }): Step
}

export const rawServer: RawServer = {
  send(message, options) {
    const to = nameOf('server.send()', 'to', options?.to)
    return locate({ do: 'serverSend', to, message: ownMessage('server.send()', message) }, rawServer.send)
  },
  broadcast(message, audience = {}) {
    const attempted = 'server.broadcast()'
    checkOptionNames(attempted, audience, ['group', 'groups', 'except'])
    const { group, groups, except } = audience
    if (group !== undefined && groups !== undefined) {
      throw mistake(attempted, 'it names a group and groups', 'Put all of them in groups')
    }
    if (group !== undefined) checkGroup(attempted, group)
    if (groups !== undefined) checkGroups(attempted, groups)
    const step: Step = {
      do: 'serverBroadcast',
      message: ownMessage(attempted, message),
      ...(group === undefined ? {} : { group }),
      ...(groups === undefined ? {} : { groups: [...groups] }),
      ...(except === undefined ? {} : { except: nameOf(attempted, 'except', except) }),
    }
    return locate(step, rawServer.broadcast)
  },
  close(code = 1000, reason = '', options = {}) {
    const attempted = `server.close(${showValue(code)})`
    checkOptionNames(attempted, options, ['to'])
    const { to } = options
    checkMockClose(attempted, code, reason)
    const step: Step = {
      do: 'serverClose',
      code,
      reason,
      ...(to === undefined ? {} : { to: nameOf(attempted, 'to', to) }),
    }
    return locate(step, rawServer.close)
  },
}

function checkGroups(attempted: string, groups: unknown): void {
  if (!Array.isArray(groups) || groups.length === 0) {
    throw mistake(attempted, 'groups is not a list of names', "Write groups: ['lobby'], or group: 'lobby'")
  }
  for (const group of groups) checkGroup(attempted, group)
}

function nameOf(attempted: string, option: string, actor: unknown): string {
  if (typeof actor === 'object' && actor !== null && 'name' in actor && typeof actor.name === 'string')
    return actor.name
  throw mistake(attempted, `${option} is ${showValue(actor)} and not a client`, `Write { ${option}: alice }`)
}
