// Appending to a transcript, beside the least that could be done: a push to an array and a reading of the clock. The
// recorder is no part of the public face, hence the one import of a source file.
import { Recorder } from '../../packages/core/src/transcript/recorder.ts'
import type { Entry } from '../../packages/core/src/transcript/entry.ts'
import { type ContenderName, interleave, ratio, type Round } from '../harness.ts'
import type { Result } from '../table.ts'

const ENTRIES = 20_000
const now = (): number => performance.now()

function entryAt(at: number): Entry {
  return {
    kind: 'message',
    seq: 0,
    at,
    cause: 1,
    client: 'alice',
    direction: 'clientToServer',
    opcode: 'text',
    payload: 'hello',
  }
}

function timeEach(append: () => void): number {
  const begin = performance.now()
  for (let index = 0; index < ENTRIES; index++) append()
  return ((performance.now() - begin) / ENTRIES) * 1e6
}

const samplers: ReadonlyMap<ContenderName, Round> = new Map<ContenderName, Round>([
  [
    'parley',
    async () => {
      const recorder = new Recorder(now)
      return timeEach(() => recorder.record(entryAt(recorder.now())))
    },
  ],
  [
    'bare',
    async () => {
      const entries: Entry[] = []
      return timeEach(() => entries.push(entryAt(now())))
    },
  ],
])

export async function measure(): Promise<Result> {
  const figures = await interleave(samplers, 101, 20)
  return {
    rows: [{ what: 'recording an entry (bare: push + clock)', unit: 'ns', figures }],
    targets: [
      { what: 'recording, to push + clock', measured: ratio(figures, 'parley', 'bare'), atMost: 1.3 },
    ],
  }
}
