// The tests that run in this worker and who answers their sockets. Vitest's hooks are ambient, so what they tell has to
// be kept for the whole worker: the one piece of state that is not handed from hand to hand.
import { Answering } from './answering.ts'
import { attachTimelines } from './attach-timelines.ts'
import { FileCoverage } from './file-coverage.ts'
import { RunningTests } from './running-tests.ts'

export const runningTests: RunningTests = new RunningTests(attachTimelines)
export const answering: Answering = new Answering(runningTests)
export const fileCoverage: FileCoverage = new FileCoverage()
