// Explored conversations in memory: each against a new mock, in virtual time.
import type { MockDefinition } from '../mock/definition.ts'
import { runSimulated } from '../run/simulated-run.ts'
import type { World } from './world.ts'

/** What has not come by then is missing. In ms of virtual time. */
const PATIENCE_MS = 10_000

export function memoryWorld(definition: MockDefinition): World {
  return {
    tries: 1,
    nextToken: () => '',
    async run(scenario, { luck }) {
      const { failure, transcript, fences, isQuiescent } = await runSimulated(scenario, {
        definition: luck === 0 ? definition : withSeed(definition, luck),
        url: 'ws://localhost/',
        choose: () => 0,
        patienceMs: PATIENCE_MS,
        onCheckpoint: undefined,
        knowsGroups: false,
        isSettledAtEnd: true,
      })
      const error = failure?.kind === 'error' ? failure.cause : undefined
      return { transcript, fences, isQuiescent, error }
    },
    async end() {},
  }
}

function withSeed(definition: MockDefinition, seed: number): MockDefinition {
  return { ...definition, options: { ...definition.options, seed: definition.options.seed ?? seed } }
}
