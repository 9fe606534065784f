// Which clients connect by a step of their own, and which before the first step.
import { stepsWithPaths } from './path.ts'
import type { Step } from './step.ts'

/**
 * Whether a client is not there at the beginning: it connects by a step. One that connects after its connection ended
 * was there before, and does so again.
 */
export function dialsItself(steps: readonly Step[], client: string): boolean {
  for (const { step } of stepsWithPaths(steps)) {
    switch (step.do) {
      case 'connect':
        if (step.client === client) return true
        break
      case 'close':
      case 'cut':
      case 'expectClose':
        if (step.client === client) return false
        break
      case 'serverClose':
        if (step.to === client) return false
    }
  }
  return false
}
