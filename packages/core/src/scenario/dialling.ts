// Which clients connect by a step of their own, and which before the first step.
import type { Step } from './step.ts'

/**
 * The clients that are not there at the beginning: they connect by a step. One that connects after its connection ended
 * was there before, and does so again.
 */
export function dialsItself(steps: readonly Step[], clients: readonly string[]): ReadonlySet<string> {
  const dialling = new Set<string>()
  decide(steps, new Set(clients), dialling)
  return dialling
}

// Walked once for all clients, and no further than needed: it is done for each run of a scenario.
function decide(steps: readonly Step[], undecided: Set<string>, dialling: Set<string>): void {
  for (const step of steps) {
    if (undecided.size === 0) return
    switch (step.do) {
      case 'connect':
        if (undecided.delete(step.client)) dialling.add(step.client)
        break
      case 'close':
      case 'cut':
      case 'expectClose':
        undecided.delete(step.client)
        break
      case 'serverClose':
        if (step.to !== undefined) undecided.delete(step.to)
        break
      case 'together':
        for (const branch of step.branches) decide(branch, undecided, dialling)
        break
      case 'oneOf':
        decide(step.steps, undecided, dialling)
        break
      case 'optional':
      case 'times':
        decide([step.step], undecided, dialling)
    }
  }
}
