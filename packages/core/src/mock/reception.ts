// How the mock receives who dials: has the contract look at the handshake, and lets a rule, or nobody, decide on it.
import { mistake } from '../errors.ts'
import type { Connection } from './connection.ts'
import type { Inspector } from './inspector.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Output } from './output.ts'
import type { Rule } from './rule.ts'
import type { RuleFinder } from './rule-finder.ts'
import type { RuleRunner } from './rule-runner.ts'
import { type UserSource, userOf } from './user.ts'

/** What receiving needs. */
export interface ReceptionMeans<Link> {
  readonly output: Output<Link>
  readonly lifecycle: Lifecycle<Link>
  readonly finder: RuleFinder<Link>
  readonly runner: RuleRunner<Link>
  /** Undefined for a mock without a contract. */
  readonly inspector: Inspector<Link> | undefined
  /** Where the author says who dials. */
  readonly user: () => UserSource | undefined
}

export class Reception<Link> {
  readonly #means: ReceptionMeans<Link>
  /** The author was told that a client polls. */
  #knowsPolling = false

  constructor(means: ReceptionMeans<Link>) {
    this.#means = means
  }

  dialled(connection: Connection<Link>): void {
    const { output, lifecycle, inspector, finder } = this.#means
    const cause = output.recorder.length
    const user = this.#means.user()
    try {
      if (user !== undefined) connection.client.user = userOf(user, connection.handshake)
    } catch (error) {
      lifecycle.failed(connection, error, cause)
      return
    }
    const rule = finder.forHandshake(connection, cause)
    // What a rule refuses at once may well lack what the contract asks for: that is why it is refused.
    if (inspector === undefined || rule?.actions[0]?.do === 'reject') return this.#greet(connection, rule)
    inspector.handshake(
      connection,
      (issues) => {
        if (issues.length === 0) this.#greet(connection, rule)
        else lifecycle.reject(connection, 400, issues.join('; '))
      },
      (error) => lifecycle.failed(connection, error, output.recorder.length),
    )
  }

  /** A client asks over HTTP what a socket should: it is refused, and its author told once. */
  polled(connection: Connection<Link>): void {
    const { output, lifecycle } = this.#means
    const why = 'a mock speaks WebSocket, and not HTTP polling, which socket.io-client begins with'
    const remedy = "Give io() the option { transports: ['websocket'] }"
    lifecycle.reject(connection, 400, `${remedy}: this is a mock, and ${why}`)
    if (this.#knowsPolling) return
    this.#knowsPolling = true
    const error = mistake(`${connection.name} was refused`, why, remedy)
    output.effect({ do: 'report', severity: 'warning', error })
  }

  #greet(connection: Connection<Link>, rule: Rule | undefined): void {
    if (connection.phase !== 'opening') return
    const { output, lifecycle, runner } = this.#means
    const isOpen =
      rule !== undefined && decidesHandshake(rule) ? true : lifecycle.accept(connection, undefined)
    if (rule !== undefined && isOpen) runner.start(connection, rule, output.recorder.length, undefined)
  }
}

/** Whether a connect rule says itself when, or whether, the handshake is completed. */
function decidesHandshake(rule: Rule): boolean {
  if (rule.actions.some((action) => action.do === 'accept' || action.do === 'reject')) return true
  const first = rule.actions.find((action) => action.do !== 'delay')
  return first?.do === 'halfOpen'
}
