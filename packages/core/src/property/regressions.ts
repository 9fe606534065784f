// Failures that are kept in a folder and tried first the next time: what stands in their files, and which of them can be
// tried. The folder itself is regression-folder.ts's.
import { mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'
import type { Counterexample } from './counterexample.ts'
import { loadRegressionFolder } from './load-regressions.js'
import type { Plan } from './plan.ts'
import { isPlan } from './read-plan.ts'
import { type Replay, REPLAY_VERSION, replayOf } from './replay-token.ts'

/** A failure of an earlier exploration. */
interface Regression {
  readonly path: string
  readonly plan: Plan
  /** How it was found. */
  readonly replay: Replay
}

export interface Regressions {
  readonly kept: readonly Regression[]
  /** About files that cannot be tried. */
  readonly warnings: readonly string[]
  /** Keeps a failure, where failures are kept. Returns a sentence that says where. */
  keep(plan: Plan, counterexample: Counterexample): Promise<string | undefined>
}

/**
 * The failures of a contract that a folder keeps; none without a folder.
 *
 * @throws MistakeError in a browser, and for a file that is damaged: it would be taken for one that passes
 */
export async function regressionsOf(
  attempted: string,
  folder: string | URL | undefined,
  contract: string,
): Promise<Regressions> {
  if (folder === undefined) return { kept: [], warnings: [], keep: async () => undefined }
  const open = await loadRegressionFolder()
  if (open === undefined)
    throw mistake(attempted, 'a page has no folder to keep regressions in', 'Leave out regressions')
  const files = open(folder)
  const kept: Regression[] = []
  const warnings: string[] = []
  for (const { path, text } of await files.read(contract)) {
    const read = regressionIn(attempted, path, text, contract)
    if (typeof read === 'string') warnings.push(read)
    else kept.push(read)
  }
  return {
    kept,
    warnings,
    async keep(plan, { broken, source, replay }) {
      const text = JSON.stringify(
        {
          version: REPLAY_VERSION,
          contract,
          replay,
          broken: broken.map(({ law, group, explanation }) => `${law} in ${String(group)}: ${explanation}`),
          plan,
          scenario: source.trimEnd().split('\n'),
        },
        undefined,
        2,
      )
      try {
        const path = await files.write(contract, JSON.stringify(plan), `${text}\n`)
        return `It is kept in ${path}, and tried first from now on.`
      } catch (error) {
        // The failure is what has to be told.
        return `It could not be kept: ${error instanceof Error ? error.message : String(error)}`
      }
    },
  }
}

/** What a file says, or a sentence about why it cannot be tried. */
function regressionIn(attempted: string, path: string, text: string, own: string): Regression | string {
  const damaged = (): Error =>
    mistake(`${attempted}, reading ${path}`, 'it is damaged', 'Restore the file, or delete it')
  let read: unknown
  try {
    read = JSON.parse(text)
  } catch {
    throw damaged()
  }
  const { version, contract, plan, replay } = (read ?? {}) as Readonly<Record<string, unknown>>
  if (typeof version === 'number' && version !== REPLAY_VERSION) {
    return `${path} was not tried: it is of version ${version}, and this is ${REPLAY_VERSION}. Explore again, and delete it`
  }
  if (typeof contract === 'string' && contract !== own)
    return `${path} was not tried: it is about the contract ${showValue(contract)}`
  if (version === undefined || contract === undefined || !isPlan(plan)) throw damaged()
  return { path, plan, replay: replayOf(`${attempted}, reading ${path}`, replay) }
}
