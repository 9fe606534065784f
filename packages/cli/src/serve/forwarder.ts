// Hands what clients do on to an app's HTTP callback, as Olares' WebSocket service does: each connection's in order,
// again where it fails, and never more than so much waiting. What is lost is counted.
import { setTimeout as delay } from 'node:timers/promises'
import type { Entry } from '@parley-ws/core'
import type { Place } from './entry-feed.ts'

export interface ForwardOptions {
  readonly url: string
  /** How long one call may take, in ms. */
  readonly timeoutMs: number
  /** How often a call is made again, each time after twice as long. */
  readonly retries: number
  /** How long the first wait is, in ms. */
  readonly backOffMs: number
  /** How many calls may wait, of all connections. */
  readonly queue: number
  /** Leaves out the pings that clients of Olares send. */
  readonly skipPings: boolean
  /** Told when something is lost. */
  readonly onLoss: (why: string, lost: number) => void
}

/** What the app is called with. */
interface Callback {
  readonly action: 'open' | 'message' | 'close'
  readonly user_name: string
  readonly conn_id: string
  readonly data: unknown
}

interface Caller {
  readonly cookie: string | undefined
  user: string
  /** The last of its calls. */
  last: Promise<void>
}

export class Forwarder {
  readonly #options: ForwardOptions
  readonly #callers = new Map<string, Caller>()
  readonly #counts = { forwarded: 0, lost: 0, waiting: 0, retries: 0 }
  readonly #ending = new AbortController()
  readonly #whenLess: (() => void)[] = []

  constructor(options: ForwardOptions) {
    this.#options = options
  }

  /** How much was handed on, lost, and waits; how often something was tried again. */
  get counts(): Readonly<Record<'forwarded' | 'lost' | 'waiting' | 'retries', number>> {
    return { ...this.#counts }
  }

  take({ path, mock }: Place, entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.kind !== 'open' && entry.kind !== 'close' && entry.kind !== 'message') continue
      if (entry.kind === 'message' && entry.direction !== 'clientToServer') continue
      const key = `${path} ${entry.client}`
      const client = mock.clients.find(({ name }) => name === entry.client)
      let caller = this.#callers.get(key)
      if (caller === undefined) {
        caller = { cookie: client?.headers['cookie'], user: '', last: Promise.resolve() }
        this.#callers.set(key, caller)
      }
      caller.user = client?.user ?? caller.user
      const data = entry.kind === 'message' ? dataOf(entry.payload) : {}
      if (this.#options.skipPings && isPing(data)) continue
      this.#enqueue(caller, { action: entry.kind, user_name: caller.user, conn_id: entry.client, data })
      if (entry.kind === 'close') this.#callers.delete(key)
    }
  }

  /** Waits for what waits, at most so long; the rest is lost. */
  async end(patienceMs: number): Promise<void> {
    const timer = setTimeout(() => this.#ending.abort(), patienceMs)
    // Of connections that are closed nobody holds the promise: the count tells.
    while (this.#counts.waiting > 0) await new Promise<void>((resolve) => this.#whenLess.push(resolve))
    clearTimeout(timer)
  }

  #enqueue(caller: Caller, callback: Callback): void {
    if (this.#counts.waiting >= this.#options.queue) {
      this.#lose(`${this.#options.queue} calls are waiting`)
      return
    }
    this.#counts.waiting++
    caller.last = this.#after(caller.last, callback, caller.cookie)
  }

  async #after(last: Promise<void>, call: Callback, cookie: string | undefined): Promise<void> {
    await last
    await this.#deliver(call, cookie)
    this.#counts.waiting--
    for (const resolve of this.#whenLess.splice(0)) resolve()
  }

  async #deliver(call: Callback, cookie: string | undefined): Promise<void> {
    const { retries, backOffMs } = this.#options
    for (let attempt = 0; ; attempt++) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- one after the other: that is the order
      const failure = this.#ending.signal.aborted ? 'the server has ended' : await this.#call(call, cookie)
      if (failure === undefined) {
        this.#counts.forwarded++
        return
      }
      if (attempt >= retries || failure.startsWith('status 4') || this.#ending.signal.aborted) {
        this.#lose(`${call.action} of ${call.conn_id}: ${failure}`)
        return
      }
      this.#counts.retries++
      // oxlint-disable-next-line eslint/no-await-in-loop -- the back-off
      await delay(backOffMs * 2 ** attempt, undefined, { signal: this.#ending.signal }).catch(() => {})
    }
  }

  /** @returns why it failed */
  async #call(call: Callback, cookie: string | undefined): Promise<string | undefined> {
    try {
      const response = await fetch(this.#options.url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...(cookie === undefined ? {} : { Cookie: cookie }) },
        body: JSON.stringify(call),
        redirect: 'error',
        signal: AbortSignal.any([this.#ending.signal, AbortSignal.timeout(this.#options.timeoutMs)]),
      })
      await response.body?.cancel()
      return response.ok ? undefined : `status ${response.status}`
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
      return cause instanceof Error ? cause.message || cause.name : String(cause)
    }
  }

  #lose(why: string): void {
    this.#counts.lost++
    this.#options.onLoss(why, this.#counts.lost)
  }
}

/** JSON as data, other text as it is, bytes as base64. */
function dataOf(payload: string | Uint8Array): unknown {
  if (typeof payload !== 'string') return { $bytes: Buffer.from(payload).toString('base64') }
  try {
    return JSON.parse(payload) as unknown
  } catch {
    return payload
  }
}

function isPing(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'event' in data && data.event === 'ping'
}
