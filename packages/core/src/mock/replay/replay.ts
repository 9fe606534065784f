// `replay`: a recording as a mock. Owns the options and the rules that call the player.
import { checkOptionNames, mistake } from '../../errors.ts'
import { anything } from '../../match/matchers/presence.ts'
import { isObject } from '../../transcript/entry-fields.ts'
import type { Transcript } from '../../transcript/entry.ts'
import { isHar, readHar } from '../../transcript/har/read-har.ts'
import { checkVolatilePaths } from '../../transcript/normalise.ts'
import { mock, type MockDefinition } from '../definition.ts'
import { on, onClose, onConnect, type Rule } from '../rule.ts'
import { Likeness } from './likeness.ts'
import { TapePlayer } from './player.ts'
import { type Tape, tapesOf } from './tape.ts'

export interface ReplayOptions {
  /**
   * What a client has to say. `strict`: what was recorded, message by message; anything else fails the test. `ordered`
   * (default): messages may be left out, and what is not in the recording from there on is unmatched, as in any mock.
   * `any`: each message, in any order and as often as it comes, is answered as it was; of equal ones in turn, the last again.
   */
  readonly match?: 'strict' | 'ordered' | 'any' | undefined
  /** Whether the server takes the time it took, on the mock's clock. Default `none`. */
  readonly delays?: 'none' | 'recorded' | undefined
  /**
   * Whether what the server says also waits for what other clients had said before, each of which has to come. Default
   * false: each connection is played by itself. Not with `match: 'any'`.
   */
  readonly together?: boolean | undefined
  /**
   * Paths in JSON messages whose values differ from run to run, besides UUIDs and ISO times: `id`, `items.*.version`. What the
   * client says there is captured, and said again where the recording says the recorded value again, at a path of that name.
   */
  readonly volatile?: readonly string[] | undefined
}

const NAMES: readonly string[] = ['match', 'delays', 'together', 'volatile'] satisfies (keyof ReplayOptions)[]
const CHOICES: Readonly<Record<string, readonly unknown[]>> = {
  match: ['strict', 'ordered', 'any'],
  delays: ['none', 'recorded'],
  together: [true, false],
}

/**
 * A recording as a mock: for `setupWsMock`, `mockWs`, `serveWsMock`, `simulate`. Each new connection plays a recorded one:
 * that of its path, query and subprotocol, in the order they were recorded.
 *
 * @param recording a transcript, or the JSON of a HAR file
 * @throws MistakeError for what is neither, a recording without a connection, or an option that is none
 */
export function replay(recording: Transcript | object, options: ReplayOptions = {}): MockDefinition {
  const attempted = 'replay()'
  checkOptionNames(attempted, options, NAMES)
  for (const [name, choices] of Object.entries(CHOICES)) {
    const value: unknown = Object.entries(options).find(([key]) => key === name)?.[1]
    if (value !== undefined && !choices.includes(value)) {
      throw mistake(attempted, `${name} is ${JSON.stringify(value)}`, `Use one of ${choices.join(', ')}`)
    }
  }
  const { match = 'ordered', delays = 'none', together = false, volatile = [] } = options
  checkVolatilePaths(volatile)
  if (together && match === 'any') {
    throw mistake(attempted, "together says which order, and match: 'any' says none", 'Leave one of them out')
  }
  const tapes = tapesOf(transcriptOf(attempted, recording))
  if (tapes.length === 0) {
    throw mistake(
      attempted,
      'no connection is in the recording',
      'Give one that has the opening of a WebSocket in it',
    )
  }
  const likeness = new Likeness(volatile, match !== 'any')
  const means = { match, hasDelays: delays === 'recorded', isTogether: together }
  return mock(() => rulesOf(new TapePlayer(tapes, likeness, means), tapes, match === 'strict'))
}

function transcriptOf(attempted: string, recording: unknown): Transcript {
  if (isHar(recording)) return readHar(recording)
  if (isObject(recording) && Array.isArray(recording['entries'])) return recording as unknown as Transcript
  throw mistake(
    attempted,
    'the recording is neither a transcript nor the JSON of a HAR file',
    'Give readTranscript(text), or JSON.parse(text) of a .har file',
  )
}

function rulesOf(player: TapePlayer, tapes: readonly Tape[], isStrict: boolean): readonly Rule[] {
  const rules: Rule[] = []
  const refusals = new Map(
    tapes.flatMap(({ refusal }) =>
      refusal === undefined ? [] : [[`${refusal.status} ${refusal.reason}`, refusal]],
    ),
  )
  for (const { status, reason } of refusals.values()) {
    const isRefused = (tape: Tape | undefined): boolean =>
      tape?.refusal?.status === status && tape.refusal.reason === reason
    rules.push(
      onConnect(undefined, { holds: ({ client }) => isRefused(player.tapeOf(client)) }).reject(
        status,
        reason,
      ),
    )
  }
  rules.push(
    onConnect(undefined, { holds: ({ client }) => player.tapeOf(client) === undefined }).run(({ client }) => {
      throw mistake(
        `replaying a connection to ${client.url}`,
        `the recording has ${tapes.length === 1 ? 'one connection' : `${tapes.length} connections`}, and none is left for it`,
        "Record as many as there are, or replay with { match: 'any' }",
      )
    }),
    onConnect()
      .accept({
        protocol({ client }) {
          const recorded = player.tapeOf(client)?.protocol ?? ''
          return client.protocols.includes(recorded) ? recorded : (client.protocols[0] ?? '')
        },
      })
      .run((context) => player.begin(context), { concurrent: true }),
    on(anything(), {
      holds: ({ client, payload }) => payload !== undefined && player.knows(client, payload),
    }).run((context) => (context.payload === undefined ? undefined : player.hear(context, context.payload)), {
      concurrent: true,
    }),
  )
  if (isStrict) {
    rules.push(
      on(anything()).run(({ client, payload = '' }) => {
        throw player.refusal(client, payload)
      }),
    )
  }
  rules.push(onClose().run((context) => player.end(context), { concurrent: true }))
  return rules
}
