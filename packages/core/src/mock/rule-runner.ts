// Carries out rules, action by action, in the order they are written. One at a time for each connection: what comes
// while a rule is at work waits behind it, so that no answer overtakes another.
import { mistake } from '../errors.ts'
import type { Action } from './action.ts'
import { type HandlerAudience, type NamedAudience, namedAudience } from './audience.ts'
import type { Audiences } from './audiences.ts'
import { checkGroup } from './client.ts'
import type { Connection, Waiting } from './connection.ts'
import type { Outcome, Post } from './effect.ts'
import type { Jobs } from './jobs.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Output } from './output.ts'
import { checkDelay, type Rule } from './rule.ts'
import type { RuleContext } from './context.ts'
import { RuleRun, type Surroundings } from './rule-run.ts'
import type { Payload } from '../wire/frame.ts'
import { isThenable } from './thenable.ts'
import { isUnsaid } from './unsaid.ts'
import type { Voice } from './voice.ts'

type Resume = (value: unknown) => void

/** What a rule can set in motion. */
export interface Means<Link> {
  readonly output: Output<Link>
  readonly voice: Voice<Link>
  readonly lifecycle: Lifecycle<Link>
  readonly audiences: Audiences<Link>
  readonly jobs: Jobs
  readonly post: Post<Link>
  /** The time of day on the mock's clock. */
  readonly date: () => number
  /** Whether somebody else than the rules answers what a client says. */
  readonly isExcused: (client: string) => boolean
  /** Takes what waited behind a rule, when that is done. */
  readonly react: (connection: Connection<Link>, waiting: Waiting) => void
}

export class RuleRunner<Link> {
  readonly #means: Means<Link>
  readonly #surroundings: Surroundings<Link>

  constructor(means: Means<Link>) {
    this.#means = means
    this.#surroundings = { state: {}, post: means.post, date: means.date }
  }

  /** @param cause the `seq` of the entry that set the rule off @param payload the message as it came, if it was one */
  start(connection: Connection<Link>, rule: Rule, cause: number, message: unknown, payload?: Payload): void {
    const run = new RuleRun(connection, rule, cause, message, payload, this.#surroundings)
    connection.running = run
    this.#advance(run)
  }

  /** What the function in a rule's circumstances is given. */
  contextOf(connection: Connection<Link>, message: unknown, payload?: Payload): RuleContext {
    const { state, date } = this.#surroundings
    const { client, messages } = connection
    return { message, payload, client, state, messageNumber: messages, now: date() }
  }

  /** Takes what waited on a connection, until something has to be waited for again. */
  takeWaiting(connection: Connection<Link>): void {
    while (connection.running === undefined) {
      const next = connection.nextWaiting()
      if (next === undefined) return
      this.#means.react(connection, next)
    }
  }

  /** A handler or an awaited value is done; the rule goes on. */
  #settled(run: RuleRun<Link>, resume: Resume, outcome: Outcome): void {
    try {
      if (!outcome.ok) throw outcome.error
      resume(outcome.value)
    } catch (error) {
      if (!gaveUp(run.connection, error)) this.#means.lifecycle.failed(run.connection, error, run.cause)
      if (!run.isAside) this.#done(run)
    }
  }

  /** Carries out actions until the rule is done or has to wait. */
  #advance(run: RuleRun<Link>): void {
    try {
      // The rule's own function, typed where the rule was made.
      if (run.index === 0) run.rule.begin?.(run)
      for (
        let action = run.rule.actions[run.index];
        action !== undefined;
        action = run.rule.actions[run.index]
      ) {
        run.index++
        if (!this.#performUnlessExcused(run, action)) return
      }
    } catch (error) {
      this.#means.lifecycle.failed(run.connection, error, run.cause)
    }
    this.#done(run)
  }

  #done({ connection }: RuleRun<Link>): void {
    connection.running = undefined
    this.takeWaiting(connection)
  }

  /** What the mock cannot say, somebody else does where its client is excused. */
  #performUnlessExcused(run: RuleRun<Link>, action: Action): boolean {
    try {
      return this.#perform(run, action)
    } catch (error) {
      if (isUnsaid(error) && this.#means.isExcused(run.connection.name)) return true
      throw error
    }
  }

  /** Returns false when the rule has to wait; it goes on from `settled` or from a timer. */
  #perform(run: RuleRun<Link>, action: Action): boolean {
    const { connection, cause, rule } = run
    const { audiences, date, lifecycle, output, voice } = this.#means
    switch (action.do) {
      case 'send':
        if (connection.phase === 'opening') throw notAccepted(rule, connection.name)
        return this.#compute(run, action.message, (message) =>
          voice.send(connection, said(rule, 'reply', message), cause),
        )
      case 'broadcast': {
        const { message, audience } = action
        return this.#computeFor(run, message, audience, '.broadcast()', (computedMessage, reached) =>
          voice.broadcast(said(rule, 'broadcast', computedMessage), reached, cause),
        )
      }
      case 'join':
        return this.#compute(run, action.group, (group) =>
          audiences.join(connection, checkGroup(`${rule.text}.join()`, group), cause),
        )
      case 'leave':
        return this.#compute(run, action.group, (group) =>
          audiences.leave(connection, checkGroup(`${rule.text}.leave()`, group), cause),
        )
      case 'delay':
        return this.#compute(run, action.ms, undefined, (ms) => {
          const delayMs = checkDelay(`${rule.text}.delay()`, ms)
          output.setTimer(delayMs, () => this.#advance(run), `the delay of ${rule.text}`, connection.name)
        })
      case 'run':
        return action.isConcurrent ? this.#spawn(run, action.handler) : this.#call(run, action.handler)
      case 'stream': {
        const { plan } = action
        // Rules are typed where they are written; a plan no longer tells which message its function takes.
        const item = plan.item as (n: number, context: unknown) => unknown
        return this.#compute(run, plan.name, (name) =>
          voice.startStream(connection, String(name), { ...plan, item: (n) => item(n, run) }, cause),
        )
      }
      case 'broadcastStream': {
        const { plan, audience } = action
        const item = plan.item as (n: number, now: number) => unknown
        return this.#computeFor(run, plan.name, audience, '.broadcastStream()', (name, reached) =>
          voice.startSharedStream(
            connection,
            String(name),
            { ...plan, item: (n) => item(n, date()) },
            reached,
            cause,
          ),
        )
      }
      case 'stopStream':
        return this.#compute(run, action.name, (name) => {
          voice.stopStream(connection, String(name))
          voice.stopSharedStream(String(name))
        })
      case 'accept':
        return this.#compute(run, action.protocol, (protocol) => {
          lifecycle.accept(connection, protocol === undefined ? undefined : String(protocol))
        })
      case 'reject':
        lifecycle.refuse(connection, action.status, action.reason)
        return true
      case 'close':
        lifecycle.close(connection, action.code, action.reason, cause)
        return true
      case 'cut':
        lifecycle.cut(connection, cause)
        return true
      case 'halfOpen':
        connection.isHalfOpen = true
        return true
      case 'pong':
        voice.heartbeat(connection, 'pong', action.payload ?? run.message, cause)
        return true
      case 'drop':
      // Begun when the connection opened.
      case 'watch':
        return true
    }
  }

  /** Uses a value at once, or when its promise has settled. After `pause` the rule waits until that lets it go on. */
  #compute(run: RuleRun<Link>, value: unknown, use: Resume | undefined, pause?: Resume): boolean {
    const result = computed(run, value)
    if (isThenable(result)) {
      this.#await(run, result, (settled) => {
        use?.(settled)
        if (pause === undefined) this.#advance(run)
        else pause(settled)
      })
      return false
    }
    use?.(result)
    pause?.(result)
    return pause === undefined
  }

  /** As `#compute`, with an audience beside it whose fields may be computed too. */
  #computeFor(
    run: RuleRun<Link>,
    value: unknown,
    audience: object,
    verb: string,
    use: (value: unknown, reached: NamedAudience) => void,
  ): boolean {
    const fields = Object.keys(audience)
    return this.#computeAll(run, [value, ...Object.values(audience)], ([first, ...values]) => {
      // What a function computed has any type until it is checked, which namedAudience does.
      const addressed = Object.fromEntries(
        fields.map((field, index) => [field, values[index]]),
      ) as HandlerAudience
      use(first, namedAudience(`${run.rule.text}${verb}`, addressed, run.connection.name))
    })
  }

  #computeAll(
    run: RuleRun<Link>,
    values: readonly unknown[],
    use: (values: readonly unknown[]) => void,
  ): boolean {
    const results = values.map((value) => computed(run, value))
    if (!results.some(isThenable)) {
      use(results)
      return true
    }
    this.#await(run, Promise.all(results), (settled) => {
      use(settled as readonly unknown[])
      this.#advance(run)
    })
    return false
  }

  #await(run: RuleRun<Link>, promise: PromiseLike<unknown>, resume: Resume): void {
    this.#means.output.effect({ do: 'await', job: this.#begin(run, resume), promise })
  }

  #call(run: RuleRun<Link>, handler: (context: never) => unknown): boolean {
    const job = this.#begin(run, () => this.#advance(run))
    this.#means.output.effect({ do: 'call', job, call: () => computed(run, handler) })
    return false
  }

  /** Calls a handler that nothing waits for. */
  #spawn(run: RuleRun<Link>, handler: (context: never) => unknown): boolean {
    const aside = run.aside()
    const job = this.#begin(aside, () => {})
    this.#means.output.effect({ do: 'call', job, call: () => computed(aside, handler) })
    return true
  }

  #begin(run: RuleRun<Link>, resume: Resume): number {
    return this.#means.jobs.begin({
      text: `${run.rule.text} for ${run.connection.name}`,
      get isAsleep() {
        return run.sleeping > 0
      },
      settled: (outcome) => this.#settled(run, resume, outcome),
    })
  }
}

/** A value as it is, or what the author's function makes of the context. */
function computed<Link>(run: RuleRun<Link>, value: unknown): unknown {
  // Rules are typed where they are written; what is stored no longer tells which message a function takes.
  return typeof value === 'function' ? (value as (context: unknown) => unknown)(run) : value
}

/** @throws MistakeError for what a function that returns nothing has computed */
function said(rule: Rule, word: string, message: unknown): unknown {
  if (message !== undefined) return message
  throw mistake(
    `${rule.text}.${word}()`,
    'its function returned undefined',
    'Return a string, bytes, or a value that can be JSON; where nothing is to be said, use .run()',
  )
}

function notAccepted(rule: Rule, client: string): Error {
  return mistake(
    `${rule.text} sends to ${client}`,
    'its handshake is not completed yet',
    'Write .accept() before it',
  )
}

/** A handler that stops because its connection has ended did as its signal told it. */
function gaveUp<Link>(connection: Connection<Link>, error: unknown): boolean {
  return connection.end !== undefined && error instanceof Error && error.name === 'AbortError'
}
