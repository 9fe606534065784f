// Whether the steps of a scenario can follow each other: known clients, living connections, checkpoints told apart.
// What can be known without running; a connection that the server ends shows when it runs.
import { mistake } from '../errors.ts'
import { dialsItself } from './dialling.ts'
import { describeStep } from './describe-step.ts'
import { pathText, stepsWithPaths } from './path.ts'
import { clientOf, type Step } from './step.ts'

/** What is known of a client's connection before a step; `unknown` where branches or alternatives decide. */
type Life = 'before' | 'open' | 'over' | 'unknown'
type Lives = Map<string, Life>

/** The parts of a scenario that are checked. */
interface Checked {
  readonly title: string
  readonly clients: readonly string[]
  readonly steps: readonly Step[]
}

/** @throws MistakeError naming the scenario and the step */
export function checkSteps(scenario: Checked): void {
  const checkpoints = new Set<string>()
  for (const { step, path } of stepsWithPaths(scenario.steps)) {
    for (const name of namesIn(step)) {
      if (!scenario.clients.includes(name)) {
        const known = scenario.clients.join(', ')
        throw refused(
          scenario,
          step,
          path,
          `${name} is no client of this scenario (${known})`,
          `Add it to clients`,
        )
      }
    }
    if (step.do !== 'checkpoint') continue
    if (checkpoints.has(step.name)) {
      throw refused(scenario, step, path, 'another checkpoint has this name', 'Give each checkpoint its own')
    }
    checkpoints.add(step.name)
  }
  const dialling = dialsItself(scenario.steps, scenario.clients)
  const lives: Lives = new Map(scenario.clients.map((name) => [name, dialling.has(name) ? 'before' : 'open']))
  checkLives(scenario, scenario.steps, lives, [])
}

function namesIn(step: Step): readonly string[] {
  const names = [clientOf(step), step.do === 'serverBroadcast' ? step.except : undefined]
  return names.filter((name) => name !== undefined)
}

/** Walks steps in order; `lives` is what holds before the first and, afterwards, behind the last. */
function checkLives(scenario: Checked, steps: readonly Step[], lives: Lives, above: readonly number[]): void {
  for (const [index, step] of steps.entries()) {
    const path = [...above, index]
    if (step.do === 'together') {
      mergeBranches(
        lives,
        step.branches.map((branch, number) => {
          const own = new Map(lives)
          checkLives(scenario, branch, own, [...path, number])
          return own
        }),
      )
      continue
    }
    if (step.do === 'serverClose' && step.to === undefined) endAll(lives)
    const client = clientOf(step)
    const life = client === undefined ? undefined : lives.get(client)
    if (client === undefined || life === undefined) continue
    const why = whyImpossible(step, life)
    if (why !== undefined) throw refused(scenario, step, path, `${client} ${why.why}`, why.remedy)
    lives.set(client, lifeAfter(step, life))
  }
}

interface Reason {
  readonly why: string
  readonly remedy: string
}

function whyImpossible(step: Step, life: Life): Reason | undefined {
  if (life === 'unknown') return undefined
  if (step.do === 'connect') {
    if (life !== 'open') return undefined
    return { why: 'is connected already', remedy: 'Close or cut the connection first, or use another client' }
  }
  if (life === 'before') {
    // What is ignored can be said at any time.
    if (step.do === 'ignore') return undefined
    return { why: 'connects only later', remedy: 'Move its connect() before this step' }
  }
  if (life === 'open' || step.do === 'expectClose' || step.do === 'expectNothing' || step.do === 'ignore')
    return undefined
  return { why: 'has ended its connection', remedy: 'Move the step before the end, or connect() again' }
}

function lifeAfter(step: Step, life: Life): Life {
  switch (step.do) {
    case 'connect':
      return 'open'
    case 'close':
    case 'cut':
    case 'expectClose':
      return 'over'
    case 'oneOf':
    case 'optional':
    case 'times':
    case 'serverClose':
      return life === 'open' && !mayEnd(step) ? life : 'unknown'
    default:
      return life
  }
}

function mayEnd(step: Step): boolean {
  switch (step.do) {
    case 'expectClose':
    case 'serverClose':
      return true
    case 'oneOf':
      return step.steps.some(mayEnd)
    case 'optional':
    case 'times':
      return mayEnd(step.step)
    default:
      return false
  }
}

/** The server closes everybody who is there; when each notices is not known. */
function endAll(lives: Lives): void {
  for (const [client, life] of lives) if (life === 'open') lives.set(client, 'unknown')
}

/** One branch that changed something decides; of several nothing is known. */
function mergeBranches(lives: Lives, branches: readonly Lives[]): void {
  for (const [client, before] of lives) {
    const changed = branches.map((branch) => branch.get(client)).filter((life) => life !== before)
    const [first] = changed
    if (first !== undefined) lives.set(client, changed.length === 1 ? first : 'unknown')
  }
}

function refused(scenario: Checked, step: Step, path: readonly number[], why: string, remedy: string): Error {
  return mistake(`scenario '${scenario.title}', ${pathText(path)}, ${describeStep(step)}`, why, remedy)
}
