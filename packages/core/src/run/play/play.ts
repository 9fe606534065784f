// `play`: runs a scenario once with apps under test as some of its clients; Parley is the others, and the server. Owns the
// options, who does what, and the report; the loop is driven/run.ts's, the order of steps the interpreter's.
import { realClock } from '../../clock.ts'
import type { CompiledContract } from '../../contract/compiled.ts'
import { checkOptionNames, mistake } from '../../errors.ts'
import { showKey, showText, showValue } from '../../match/show.ts'
import { messagesSaid } from '../../mock/reference.ts'
import { withAppsOwnIds } from '../../scenario/app-ids.ts'
import { dialsItself } from '../../scenario/dialling.ts'
import type { Failure } from '../../scenario/failure.ts'
import { failureText } from '../../scenario/failure-text.ts'
import { stepsWithPaths } from '../../scenario/path.ts'
import { ScenarioFailure } from '../../scenario/report.ts'
import { checkScenario, contractOf, type Scenario } from '../../scenario/scenario.ts'
import { isClientStep, type Step } from '../../scenario/step.ts'
import { checkPatience, checkSeed } from '../check-run.ts'
import { checkSteps } from '../driven/check-steps.ts'
import { chooserOf } from '../driven/chooser.ts'
import type { DrivenClients, Objection } from '../driven/client-port.ts'
import { wsMockServer } from '../driven/mock-server.ts'
import { DrivenRun } from '../driven/run.ts'
import type { DrivenServer } from '../driven/server-port.ts'
import { offering } from '../offered.ts'
import type { WsMock } from '../ws-mock.ts'
import { AppClients } from './app-clients.ts'
import { type DirectlyReached, ownClients } from './own-clients.ts'
import { partsOf, type PlayerParts } from './player.ts'
import type { NoStrangers, Players, PlayOptions, PlayReport } from './types.ts'

/** A mock that a scenario can be played on. */
export interface PlayedMock extends WsMock, DirectlyReached {
  readonly contract: CompiledContract | undefined
  /** What a client dials to reach it; undefined where that depends: on a `:param` that it does not have, on a RegExp. */
  addressFor(hasParams: boolean): string | undefined
  /** Whether it may say something later, whatever happens: handlers at work, delays, streams. */
  readonly maySpeak: boolean
  /** What these clients say need not match a rule, until what is returned is called. */
  excuseUnmatched(clients: readonly string[]): () => void
}

type Parts = ReadonlyMap<string, PlayerParts>
type Checkpoints = Readonly<Record<string, (apps: never) => unknown>>

const NAMES: readonly string[] = [
  'checkpoints',
  'url',
  'patienceMs',
  'seed',
  'signal',
] satisfies (keyof PlayOptions<unknown>)[]

const DEFAULT_PATIENCE_MS = 1_000

export async function playOn<K, Client extends string, const P extends Players<K, Client>>(
  mock: PlayedMock,
  scenario: Scenario<K, Client>,
  players: P & NoStrangers<P, Client>,
  options: PlayOptions<P> = {},
): Promise<PlayReport<P>> {
  checkScenario('play()', scenario)
  const { title } = scenario
  const attempted = `play(${showText(title)})`
  checkOptionNames(attempted, options, NAMES)
  const { checkpoints = {}, url, patienceMs = DEFAULT_PATIENCE_MS, seed, signal } = options
  checkPatience(attempted, patienceMs)
  if (seed !== undefined) checkSeed(attempted, seed)
  const parts = checkPlayers(attempted, scenario, players)
  checkCheckpoints(attempted, scenario.steps, checkpoints)
  const contract = contractOf(scenario)
  checkContract(attempted, mock.contract, contract)
  checkSteps(attempted, scenario, ({ step }) => objectionTo(step, scenario, parts))
  signal?.throwIfAborted()

  const apps = new AppClients(mock, parts)
  const run = new DrivenRun(
    { ...scenario, steps: withAppsOwnIds(scenario.steps, contract, new Set(parts.keys())) },
    {
      clients: castOf(mock, apps, parts, contract, url === undefined ? undefined : String(url)),
      server: serverOf(mock),
      clock: realClock,
      patienceMs,
      choose: chooserOf(seed),
      onCheckpoint: async (name) => {
        // What was said has reached the apps when they are looked at.
        await mock.observed.delivered()
        // The author's function takes the apps of these players.
        const look = Object.hasOwn(checkpoints, name) ? (checkpoints as Checkpoints)[name] : undefined
        await look?.((await apps.apps(patienceMs)) as never)
      },
      signal,
      play: {
        apps: new Map(Array.from(parts, ([client, { ignored }]) => [client, ignored])),
        saidByMock: mock.contract === undefined ? new Set() : messagesSaid(mock.contract),
      },
    },
  )
  const noMoreExcused = mock.excuseUnmatched(scenario.clients)
  let failure: Failure | undefined
  let pending: readonly string[] = []
  let isStarting = false
  let stopErrors: readonly unknown[] = []
  let transcript = run.transcript
  try {
    failure = await run.run()
    pending = mock.maySpeak ? mock.observed.pending() : []
    transcript = run.transcript
    isStarting = failure?.client !== undefined && parts.has(failure.client) && apps.isStarting(failure.client)
  } finally {
    stopErrors = await apps.stop(patienceMs)
    await run.end()
    apps.end()
    noMoreExcused()
  }
  const report: PlayReport<P> = {
    title,
    outcome: failure === undefined ? 'pass' : 'fail',
    failure,
    transcript,
    warnings: [...run.failedHandshakes, ...stopErrors],
    evidence: run.evidence,
    seed,
    // By the names of the players, who made them.
    apps: (await apps.apps(0)) as PlayReport<P>['apps'],
  }
  if (failure !== undefined) {
    const notes = notesOn(failure, { parts, pending, isStarting, label: mock.observed.label })
    throw new ScenarioFailure(failureText(report, notes), report)
  }
  if (stopErrors.length > 0) throw stopErrors[0]
  return report
}

// ── who does what ──────────────────────────────────────────────────────────────────────────────────────────────────

function serverOf(mock: PlayedMock): DrivenServer {
  const server = wsMockServer(mock)
  return {
    begin: (onError) => Object.assign(server.begin(onError), { isPending: () => mock.maySpeak }),
  }
}

function castOf(
  mock: PlayedMock,
  apps: AppClients,
  parts: Parts,
  contract: CompiledContract | undefined,
  url: string | undefined,
): DrivenClients {
  const direct = ownClients(mock, (client, { params }) => {
    const address = url ?? mock.addressFor(params !== undefined) ?? apps.dialled
    if (address !== undefined) return address
    throw mistake(
      `connecting ${client}`,
      `${mock.observed.label} answers many URLs, and no app has opened one of them yet`,
      "Say which Parley's own clients open: play(scenario, players, { url })",
    )
  })
  const own = offering(direct, contract)
  const of = (client: string): DrivenClients => (parts.has(client) ? apps : own)
  return {
    urlOf: (client, handshake) => of(client).urlOf(client, handshake),
    connect: (client, handshake, signal) => of(client).connect(client, handshake, signal),
  }
}

function objectionTo(
  step: Step,
  { steps }: Pick<Scenario<unknown>, 'steps'>,
  parts: Parts,
): Objection | undefined {
  if (!isClientStep(step)) return undefined
  const { client } = step
  const player = parts.get(client)
  if (player === undefined) return undefined
  const why = (what: string): string =>
    `${client} is an app, and its player does not say how it is made to ${what}`
  switch (step.do) {
    case 'send': {
      if (player.sendOf(step.name) !== undefined) return undefined
      const { name } = step
      const [call, itself] =
        name === undefined
          ? ['send: (app, message) => …', "send: 'byItself'"]
          : [`send: { ${showKey(name)}: (app, message) => … }`, `send: { ${showKey(name)}: 'byItself' }`]
      return {
        why: why(name === undefined ? 'send something' : `send ${showKey(name)}`),
        remedy: `Give the player ${call}, or ${itself} if the app sends it without being told`,
      }
    }
    case 'close':
      if (player.close !== undefined) return undefined
      return {
        why: why('close its connection'),
        remedy:
          "Give the player close: (app) => …, or close: 'byItself' if the app closes without being told",
      }
    case 'ping':
      return {
        why: `${client} is an app, and when it sends a ping is its own affair`,
        remedy: "Leave the step out, or give it to one of Parley's own clients",
      }
    case 'hold':
    case 'release':
      return {
        why: `${client} is an app, and when it reads is its own affair`,
        remedy: "Leave the step out, or give it to one of Parley's own clients",
      }
    case 'connect':
      if (player.reconnect !== undefined || isFirst(step, steps, client)) return undefined
      return {
        why: why('connect again'),
        remedy:
          "Give the player reconnect: (app) => …, or reconnect: 'byItself' if the app does it without being told",
      }
    case 'cut':
      return undefined
  }
}

function isFirst(step: Step, steps: readonly Step[], client: string): boolean {
  if (!dialsItself(steps, [client]).has(client)) return false
  for (const { step: other } of stepsWithPaths(steps)) {
    if (other.do === 'connect' && other.client === client) return other === step
  }
  return false
}

// ── checks ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function checkPlayers(attempted: string, { clients, contract }: Scenario<unknown>, players: object): Parts {
  if (typeof players !== 'object' || players === null) {
    throw mistake(attempted, `the players are ${showValue(players)}`, 'Write { alice: player({ … }) }')
  }
  const parts = new Map<string, PlayerParts>()
  for (const [client, given] of Object.entries(players) as [string, unknown][]) {
    if (given === undefined) continue
    if (!clients.includes(client)) {
      throw mistake(
        attempted,
        `${client} is no client of the scenario`,
        `Its clients are ${clients.join(', ')}`,
      )
    }
    parts.set(client, partsOf(`${attempted}, ${client}`, given))
    if ((given as { readonly contract?: unknown }).contract === contract) continue
    throw mistake(
      attempted,
      `the player of ${client} and the scenario do not have the same contract`,
      contract === undefined
        ? 'The scenario has none: write player({ … })'
        : "Give the player the scenario's: player(contract, { … })",
    )
  }
  if (parts.size > 0) return parts
  throw mistake(
    attempted,
    'no client is an app',
    'Give a player, { alice: player({ … }) }, or use simulate()',
  )
}

function checkCheckpoints(attempted: string, steps: readonly Step[], checkpoints: object): void {
  const known = Array.from(stepsWithPaths(steps)).flatMap(({ step }) =>
    step.do === 'checkpoint' ? [step.name] : [],
  )
  for (const [name, look] of Object.entries(checkpoints) as [string, unknown][]) {
    if (!known.includes(name)) {
      const there = known.length === 0 ? 'It has none' : `It has ${known.map(showText).join(', ')}`
      throw mistake(attempted, `the scenario has no checkpoint ${showText(name)}`, there)
    }
    if (typeof look === 'function') continue
    throw mistake(
      attempted,
      `the checkpoint ${showText(name)} is ${showValue(look)}`,
      'Give a function of the apps',
    )
  }
}

function checkContract(
  attempted: string,
  ofMock: CompiledContract | undefined,
  ofScenario: CompiledContract | undefined,
): void {
  if (ofMock === undefined || ofScenario === undefined || ofMock === ofScenario) return
  throw mistake(
    attempted,
    `the scenario has the contract ${ofScenario.name}, and the mock has ${ofMock.name}`,
    'Give both the same one',
  )
}

// ── what else a failure says ───────────────────────────────────────────────────────────────────────────────────────

interface Circumstances {
  readonly parts: Parts
  readonly pending: readonly string[]
  readonly isStarting: boolean
  readonly label: string
}

function notesOn(failure: Failure, { parts, pending, isStarting, label }: Circumstances): readonly string[] {
  const { kind, step, client = '' } = failure
  const player = parts.get(client)
  const notes = isStarting ? [`start() of ${client}'s player has not settled`] : []
  if (kind === 'missing' && pending.length > 0) {
    notes.push(`the mock still waits for ${pending.join('; ')}: so the server did not say an example`)
  }
  if (player === undefined || step === undefined) return notes
  if (kind === 'noHandshake')
    notes.push(`its player was told to connect, and opened nothing that ${label} answers`)
  if (kind === 'notSent') notes.push(stimulusNote(client, player, step))
  return notes
}

function stimulusNote(client: string, player: PlayerParts, step: Step): string {
  const isClose = step.do === 'close'
  const name = step.do === 'send' && step.name !== undefined ? `.${showKey(step.name)}` : ''
  const word = isClose ? 'close' : `send${name}`
  const cause = isClose ? player.close : player.sendOf(step.do === 'send' ? step.name : undefined)
  if (typeof cause === 'function')
    return `its player's ${word} was called for it, and the app did not ${isClose ? 'close' : 'send it'}`
  return `no stimulus was given, so ${client} had to do it by itself: give player(…).${word}, or let the app do it`
}
