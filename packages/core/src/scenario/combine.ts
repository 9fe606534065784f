// Steps made of steps, and steps that are nobody's: branches, alternatives, repetition, time, checkpoints.
import { mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'
import type { RawActor } from './actor.ts'
import { locate } from './call-site.ts'
import { checkDuration } from './check-argument.ts'
import { type ExpectStep, isExpectStep, type Step } from './step.ts'

/**
 * Drops the order between branches; within each, steps keep theirs. Every interleaving is allowed, and `simulate`
 * tries many.
 *
 * @throws MistakeError without branches, for an empty one, or for one that is not a list of steps
 */
export function together(...branches: readonly (readonly Step[])[]): Step {
  return locate({ do: 'together', branches: checkBranches(branches) }, together)
}

/**
 * The same step for several clients: `each(alice, bob).expect(p)` is `together([alice.expect(p)], [bob.expect(p)])`.
 *
 * @throws MistakeError without clients, or for one that is named twice
 */
export function each<A extends object = RawActor>(...actors: readonly [A, ...A[]]): A {
  const names = actors.map((actor, index) => actorName(actor, index))
  if (names.length === 0) throw mistake('each()', 'it names no client', 'Write each(alice, bob).expect(…)')
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw mistake('each()', `${twice} is named twice`, 'Name each client once')
  return joint(actors)
}

/** The first alternative that takes the client's next frame counts. @throws MistakeError unless all expect, of one client */
export function oneOf(...steps: readonly Step[]): ExpectStep {
  const client = commonClient('oneOf()', steps)
  return locate({ do: 'oneOf', client, steps: steps.filter(isExpectStep) }, oneOf)
}

/**
 * A frame that may come: passed over when the client's next frame is another one, or none comes for a while (in a
 * simulation, 1,000 ms of virtual time).
 *
 * @throws MistakeError unless it is a step that expects
 */
export function optional(step: Step): ExpectStep {
  const client = commonClient('optional()', [step])
  return locate({ do: 'optional', client, step: expecting('optional()', step) }, optional)
}

/**
 * Expects the first of the client's frames that is what is wanted, whatever came before it; that stays for later steps. For
 * an answer among messages that come at any time.
 *
 * @throws MistakeError unless it is a step that expects one frame
 */
export function eventually(step: Step): ExpectStep {
  if (isStep(step) && step.do === 'expect') return locate({ ...step, amid: true }, eventually)
  const what = isStep(step) ? `a ${step.do} step` : showValue(step)
  throw mistake('eventually()', `${what} does not expect one frame`, 'Give it alice.expect(…)')
}

/**
 * What is expected comes at least `min` and at most `max` times in a row; as many as come are taken.
 *
 * @throws MistakeError unless 0 ≤ min ≤ max, 1 ≤ max, and it is a step that expects
 */
export function times(min: number, max: number, step: Step): ExpectStep {
  const attempted = `times(${showValue(min)}, ${showValue(max)})`
  if (
    !(
      Number.isInteger(min) &&
      min >= 0 &&
      (Number.isInteger(max) || max === Infinity) &&
      max >= 1 &&
      min <= max
    )
  ) {
    throw mistake(
      attempted,
      'these are not bounds of a count',
      'Give whole numbers with 0 ≤ min ≤ max and 1 ≤ max',
    )
  }
  const client = commonClient(attempted, [step])
  return locate({ do: 'times', client, min, max, step: expecting(attempted, step) }, times)
}

/** Lets time pass, in ms; in a simulation virtual time. @throws MistakeError unless it is a number, 0 or more */
export function wait(ms: number): Step {
  checkDuration(`wait(${showValue(ms)})`, 'the duration', ms)
  return locate({ do: 'wait', ms }, wait)
}

/**
 * Everything in flight arrives, and what it sets off as well: handlers of the mock finish, delayed messages come. What
 * goes on for ever, a stream, is not waited for. A real server is asked by the contract's barrier, or by pings.
 */
export function settle(): Step {
  return locate({ do: 'settle' }, settle)
}

/** A place at which whoever runs the scenario may look at things of its own. @throws MistakeError without a name */
export function checkpoint(name: string): Step {
  if (typeof name !== 'string' || name === '') {
    throw mistake('checkpoint()', `the name is ${showValue(name)}`, "Name it, e.g. checkpoint('shows hi')")
  }
  return locate({ do: 'checkpoint', name }, checkpoint)
}

/** Whether a value is a step. Shallow: the parts of a step were checked when it was made. */
export function isStep(value: unknown): value is Step {
  return typeof value === 'object' && value !== null && 'do' in value && typeof value.do === 'string'
}

function checkBranches(branches: readonly (readonly Step[])[]): readonly (readonly Step[])[] {
  if (branches.length === 0) throw mistake('together()', 'it has no branches', 'Write together([…], […])')
  for (const [index, branch] of branches.entries()) {
    if (!Array.isArray(branch) || branch.length === 0) {
      const why = Array.isArray(branch) ? 'is empty' : 'is not a list of steps'
      throw mistake(
        'together()',
        `branch ${index + 1} ${why}`,
        'Write together([alice.send(…)], [bob.expect(…)])',
      )
    }
    const stray = branch.findIndex((step) => !isStep(step))
    if (stray !== -1) {
      throw mistake(
        'together()',
        `branch ${index + 1} holds no step at ${stray + 1}`,
        'Make steps with the clients given',
      )
    }
  }
  return branches
}

function actorName(actor: unknown, index: number): string {
  if (typeof actor === 'object' && actor !== null && 'name' in actor && typeof actor.name === 'string')
    return actor.name
  throw mistake(
    'each()',
    `argument ${index + 1} is ${showValue(actor)} and not a client`,
    'Write each(alice, bob)',
  )
}

// Whatever methods the actors have (a contract gives them others), the joint one has the same.
function joint<A extends object>(actors: readonly [A, ...A[]]): A {
  const all: Record<string, unknown> = {}
  for (const [method, own] of Object.entries(actors[0])) {
    if (typeof own !== 'function') continue
    const call = (...args: readonly unknown[]): Step => {
      const branches = actors.map((actor) => {
        const made: unknown = (actor as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>)[
          method
        ]?.(...args)
        if (!isStep(made))
          throw mistake(
            `each().${method}()`,
            `${showValue(made)} is not a step`,
            'Give it clients of one scenario',
          )
        return [locate(made, call)]
      })
      return locate({ do: 'together', branches }, call)
    }
    all[method] = call
  }
  return all as A
}

function expecting(attempted: string, step: Step): ExpectStep {
  if (isStep(step) && isExpectStep(step)) return step
  const what = isStep(step) ? `a ${step.do} step` : showValue(step)
  throw mistake(
    attempted,
    `${what} does not expect anything of one client`,
    'Give it alice.expect(…) or the like',
  )
}

function commonClient(attempted: string, steps: readonly Step[]): string {
  const clients = steps.map((step) => expecting(attempted, step).client)
  const [first] = clients
  if (first === undefined) throw mistake(attempted, 'it has no steps', 'Give it alice.expect(…) or the like')
  const other = clients.find((client) => client !== first)
  if (other === undefined) return first
  throw mistake(
    attempted,
    `it is about ${first} and ${other}`,
    'Keep to one client; for several use together()',
  )
}
