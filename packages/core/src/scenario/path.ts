// Where in a scenario a step stands: its index, and inside a `together` the branch and the index there.
import type { Step } from './step.ts'

/** Indices from 0: step, then branch and step in it, and so on. Parts of one expect step share its path. */
export type StepPath = readonly number[]

/** The same for people, from 1: `step 3`, `step 3, branch 2, step 1`. */
export function pathText(path: StepPath): string {
  return path.map((index, depth) => `${depth % 2 === 0 ? 'step' : 'branch'} ${index + 1}`).join(', ')
}

/**
 * Whether one step is before another in causal order: in front of it in a list of steps that both are in. Those of
 * different branches are not; an empty path is that of what happens before the first step.
 */
export function precedes(one: StepPath, other: StepPath): boolean {
  const depth = one.findIndex((index, at) => index !== other[at])
  if (depth === -1) return true
  return depth % 2 === 0 && (one[depth] ?? 0) < (other[depth] ?? 0)
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
