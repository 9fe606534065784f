// One run of a scenario in one order: loops the interpreter over the simulated mock until it ends.
import type { Fence } from '../guarantees/history.ts'
import type { MockDefinition } from '../mock/definition.ts'
import type { Failure } from '../scenario/failure.ts'
import { Interpreter } from '../scenario/interpreter.ts'
import type { Next } from '../scenario/observation.ts'
import type { Scenario } from '../scenario/scenario.ts'
import type { Transcript } from '../transcript/entry.ts'
import { SimulatedClients } from './simulated-clients.ts'
import { SimulatedMock } from './simulated-mock.ts'

export interface RunOptions {
  readonly definition: MockDefinition
  /** Which of so many branches goes next. */
  readonly choose: (count: number) => number
  readonly patienceMs: number
  readonly url: string
  readonly onCheckpoint: ((name: string) => unknown) | undefined
  /** Whether a broadcast to a group that nobody ever joined is a mistake. */
  readonly knowsGroups: boolean
  /** Whether everything in flight has to arrive before the run is over, though no step waits for it. */
  readonly isSettledAtEnd: boolean
}

export interface SimulatedRun {
  readonly failure: Failure | undefined
  readonly transcript: Transcript
  readonly warnings: readonly unknown[]
  /** Points at which everything in flight had arrived. */
  readonly fences: readonly Fence[]
  /** Whether everything in flight had arrived at the end. */
  readonly isQuiescent: boolean
}

/** @throws MistakeError for what can only be known now, such as a group that nobody has joined */
export async function runSimulated(scenario: Scenario<unknown>, options: RunOptions): Promise<SimulatedRun> {
  const { definition, url, choose, patienceMs } = options
  const server = new SimulatedMock(definition)
  const clients = new SimulatedClients(server, url, definition.contract, options.knowsGroups)
  const fences: Fence[] = []
  // Who closes hears of the end at once, or never: nothing is to be waited for.
  const interpreter = new Interpreter(scenario, { choose, patienceMs, closingMs: 0 })

  let next: Next | undefined = interpreter.feed({ on: 'start', at: server.now })
  while (next !== undefined && next.do !== 'end') {
    let after: Next | undefined
    if (next.do === 'perform') {
      if (next.step.do === 'checkpoint') await checkpoint(next.step.name, server, options)
      else if (next.step.do === 'settle') await settleAll(server, fences, clients.readers, patienceMs)
      else clients.perform(next.step)
      // Promises at hand settle before the next step; only what is async costs a turn of the event loop.
      if (server.isBusy) await server.turn()
      for (const observation of server.take()) interpreter.feed(observation)
      after = interpreter.feed({ on: 'performed', at: server.now })
    } else {
      if (server.isBusy) await server.settle()
      else server.advance(next.until)
      after = next
      for (const observation of server.take()) after = interpreter.feed(observation) ?? after
    }
    next = after
  }
  if (options.isSettledAtEnd) {
    clients.releaseAll()
    await server.quieten(server.now + patienceMs)
  }
  return {
    failure: next?.failure,
    transcript: server.recorder,
    warnings: server.warnings,
    fences,
    isQuiescent: !server.server.isAtWork || options.isSettledAtEnd,
  }
}

/** Lets everything arrive, and takes note of where that was. */
async function settleAll(
  server: SimulatedMock,
  fences: Fence[],
  readers: readonly string[],
  patienceMs: number,
): Promise<void> {
  await server.quieten(server.now + patienceMs)
  // What has not come by now counts as missing; who does not read has nothing to complain of.
  fences.push({ at: server.recorder.length, readers })
}

async function checkpoint(name: string, server: SimulatedMock, { onCheckpoint }: RunOptions): Promise<void> {
  try {
    await onCheckpoint?.(name)
  } catch (error) {
    server.note(error)
  }
}
