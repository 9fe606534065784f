// Where in a scenario a step stands: its index, and inside a `together` the branch and the index there.
import type { Step } from './step.ts'

/** Indices from 0: step, then branch and step in it, and so on. Parts of one expect step share its path. */
export type StepPath = readonly number[]

/** The same for people, from 1: `step 3`, `step 3, branch 2, step 1`. */
export function pathText(path: StepPath): string {
  return path.map((index, depth) => `${depth % 2 === 0 ? 'step' : 'branch'} ${index + 1}`).join(', ')
}

export interface PlacedStep {
  readonly step: Step
  readonly path: StepPath
}

/** Every step, in the order written, those inside others behind them. */
export function* stepsWithPaths(steps: readonly Step[], above: StepPath = []): Generator<PlacedStep> {
  for (const [index, step] of steps.entries()) yield* within(step, [...above, index])
}

function* within(step: Step, path: StepPath): Generator<PlacedStep> {
  yield { step, path }
  switch (step.do) {
    case 'together':
      for (const [number, branch] of step.branches.entries()) yield* stepsWithPaths(branch, [...path, number])
      return
    case 'oneOf':
      for (const inner of step.steps) yield* within(inner, path)
      return
    case 'optional':
    case 'times':
      yield* within(step.step, path)
  }
}
