// That each step of a scenario has somebody to do it: asked before anything is connected.
import { mistake } from '../../errors.ts'
import { describeStep } from '../../scenario/describe-step.ts'
import { pathText, type PlacedStep, stepsWithPaths } from '../../scenario/path.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import type { Objection } from './client-port.ts'

/** @param attempted for the sentence: `drive('a title')` @throws MistakeError naming the first step that nobody can do */
export function checkSteps(
  attempted: string,
  { steps }: Pick<Scenario<unknown>, 'steps'>,
  objectionTo: (placed: PlacedStep) => Objection | undefined,
): void {
  for (const placed of stepsWithPaths(steps)) {
    const objection = objectionTo(placed)
    if (objection === undefined) continue
    const where = `${attempted}, ${pathText(placed.path)}, ${describeStep(placed.step)}`
    throw mistake(where, objection.why, objection.remedy)
  }
}
