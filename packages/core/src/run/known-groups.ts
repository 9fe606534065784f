// A broadcast of a scenario's server goes to groups that somebody has joined: a misspelt one would reach nobody, and
// nobody would notice.
import { mistake } from '../errors.ts'
import { describeStep } from '../scenario/describe-step.ts'
import type { ServerBroadcastStep } from '../scenario/step.ts'

/** @param known every group that was ever joined @throws MistakeError naming the step, the group and those there are */
export function checkGroupsKnown(step: ServerBroadcastStep, known: readonly string[]): void {
  const { group, groups } = step
  for (const name of groups ?? (group === undefined ? [] : [group])) {
    if (known.includes(name)) continue
    throw mistake(
      describeStep(step),
      `nobody has joined the group '${name}' so far (known: ${known.length === 0 ? 'none' : known.join(', ')})`,
      'Let a client join it before, or check the name',
    )
  }
}
