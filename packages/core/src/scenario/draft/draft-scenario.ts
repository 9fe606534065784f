// `draftScenario`: the source of a first scenario, from what was said: each client's messages as steps, in the order they were
// recorded. Owns which step an entry becomes, and the matchers in place of values that differ from run to run.
import { checkOptionNames, mistake } from '../../errors.ts'
import { capture, ref } from '../../match/matchers/capture.ts'
import { isoTime, uuid } from '../../match/matchers/format.ts'
import type { Pattern } from '../../match/pattern.ts'
import type { Sendable } from '../../mock/sendable.ts'
import { isObject } from '../../transcript/entry-fields.ts'
import type { Entry, MessageEntry, OpenEntry, Transcript } from '../../transcript/entry.ts'
import { volatileKind } from '../../transcript/stable-names.ts'
import type { RawActor } from '../actor.ts'
import { printScenario } from '../print.ts'
import { scenario } from '../scenario.ts'
import type { Step } from '../step.ts'

export interface DraftScenarioOptions {
  /** What the scenario is called. Default `recorded`. */
  readonly title?: string | undefined
  /** What the exported constant is called. Default `recorded`. */
  readonly name?: string | undefined
}

/**
 * The source of a scenario that says what was said: what clients sent is sent, what they received is expected, connections open and
 * close as they did. Times become `isoTime()`; a UUID that the server made up is captured where it came first, and expected or
 * sent by that name later. A beginning, to be read and shortened: messages of several clients are expected in the recorded order.
 *
 * @throws MistakeError for a transcript in which no connection opens
 */
export function draftScenario(transcript: Transcript, options: DraftScenarioOptions = {}): string {
  const attempted = 'draftScenario()'
  checkOptionNames(attempted, options, ['title', 'name'])
  const { title = 'recorded', name = 'recorded' } = options
  const clients = [
    ...new Set(transcript.entries.flatMap((entry) => (entry.kind === 'open' ? [entry.client] : []))),
  ]
  if (clients.length === 0) {
    throw mistake(
      attempted,
      'no connection opens in the transcript',
      'Give one that begins with the connections',
    )
  }
  const drafted = scenario(title, {
    clients,
    steps: (actors) => new Draft((client) => actors[client]).steps(transcript.entries),
  })
  return printScenario(drafted, { name })
}

class Draft {
  readonly #actorOf: (client: string) => RawActor | undefined
  readonly #captured = new Map<string, string>()
  readonly #sent = new Set<string>()
  readonly #names = new Set<string>()
  /** Clients that left, and cannot say more. */
  readonly #gone = new Set<string>()

  constructor(actorOf: (client: string) => RawActor | undefined) {
    this.#actorOf = actorOf
  }

  steps(entries: readonly Entry[]): readonly Step[] {
    return entries.flatMap((entry) => {
      const client = 'client' in entry ? entry.client : undefined
      const actor = client === undefined ? undefined : this.#actorOf(client)
      return actor === undefined ? [] : this.#stepsOf(entry, actor)
    })
  }

  #stepsOf(entry: Entry, actor: RawActor): readonly Step[] {
    if (entry.kind !== 'open' && this.#gone.has(actor.name)) return []
    switch (entry.kind) {
      case 'open':
        this.#gone.delete(actor.name)
        return [actor.connect(handshakeOf(entry))]
      case 'message':
        return [entry.direction === 'clientToServer' ? this.#send(entry, actor) : this.#expect(entry, actor)]
      case 'close':
        this.#gone.add(actor.name)
        if (entry.direction === 'clientToServer') {
          // Without a code of its own, or when a page went: as good as a normal end.
          const isOwn = entry.code === 1000 || entry.code >= 3000
          return [isOwn ? actor.close(entry.code, entry.reason) : actor.close()]
        }
        return [actor.expectClose(entry.code)]
      default:
        return []
    }
  }

  #send({ payload }: MessageEntry, actor: RawActor): Step {
    if (typeof payload !== 'string') return actor.send(payload)
    const value = valueOf(payload)
    return actor.send(this.#sendable(value === undefined ? payload : value) as Sendable)
  }

  #expect({ payload }: MessageEntry, actor: RawActor): Step {
    if (typeof payload !== 'string') return actor.expect(payload)
    const value = valueOf(payload)
    return actor.expect(this.#pattern(value === undefined ? payload : value, 'value') as Pattern)
  }

  /** What a client made up is written down; what it repeats of the server's, by its name. */
  #sendable(value: unknown): unknown {
    if (typeof value === 'string') {
      const name = this.#captured.get(value)
      if (name !== undefined) return ref(name)
      if (volatileKind(value) === 'uuid') this.#sent.add(value)
      return value
    }
    return mapped(value, (each) => this.#sendable(each))
  }

  #pattern(value: unknown, field: string): unknown {
    if (typeof value !== 'string') return mapped(value, (each, key) => this.#pattern(each, key ?? field))
    const kind = volatileKind(value)
    if (kind === 'time') return isoTime()
    if (kind === undefined || this.#sent.has(value)) return value
    const name = this.#captured.get(value)
    if (name !== undefined) return ref(name)
    const given = this.#nameFor(field)
    this.#captured.set(value, given)
    return capture(given, uuid())
  }

  #nameFor(field: string): string {
    let name = field
    for (let number = 2; this.#names.has(name); number++) name = `${field}-${number}`
    this.#names.add(name)
    return name
  }
}

/** A JSON object or list; other texts are sent and expected as they are. */
function valueOf(payload: string): unknown {
  try {
    const value: unknown = JSON.parse(payload)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function mapped(value: unknown, change: (each: unknown, key?: string) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => change(each))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, change(each, key)]))
}

function handshakeOf({ url, offered }: OpenEntry): Parameters<RawActor['connect']>[0] {
  const query = URL.parse(url)?.searchParams
  const pairs = query === undefined ? [] : [...query]
  return {
    ...(offered !== undefined && offered.length > 0 && { protocols: offered }),
    ...(pairs.length > 0 && { query: Object.fromEntries(pairs) }),
  }
}
