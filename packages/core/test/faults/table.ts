// `npm run faults`: how the catalogue fares, as a table. Every fault for every one of 20 seeds, within 3,000 conversations;
// what is benign in 20,000.
import { performance } from 'node:perf_hooks'
import { ExplorationFailure, explore } from '../../src/property/explore.ts'
import { benign } from './benign.ts'
import { faults } from './index.ts'

const SEEDS = 20
const RUNS = 3_000
const BENIGN_RUNS = Number(process.env['BENIGN_RUNS'] ?? 20_000)

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN
const row = (...cells: readonly (string | number)[]): void => {
  const [title, ...others] = cells
  console.log(`${String(title).padEnd(52)}${others.map((cell) => String(cell).padStart(12)).join('')}`)
}

let isAsPromised = true
const since = performance.now()
row('in memory, of 20 seeds', 'found', 'after (med.)', 'steps (med.)')
for (const { number, title, serve, contract, laws } of faults) {
  const steps: number[] = []
  const after: number[] = []
  for (let seed = 1; seed <= SEEDS; seed++) {
    try {
      await explore(serve(contract), { seed, runs: RUNS, onProgress() {} })
    } catch (error) {
      if (!(error instanceof ExplorationFailure)) throw error
      const { counterexample } = error
      // Found is what is found by a promise that is about it.
      if (!counterexample.broken.some(({ law }) => laws.includes(law)))
        console.log(`  seed ${seed}: ${counterexample.broken.map(({ law }) => law).join()}`)
      steps.push(counterexample.steps)
      after.push(error.runs)
    }
  }
  isAsPromised &&= steps.length === SEEDS && median(steps) <= 8
  row(`${number} ${title}`, `${steps.length} of ${SEEDS}`, median(after), median(steps))
}
console.log()
row(`benign, of ${BENIGN_RUNS} conversations`, 'flagged')
for (const { title, serve } of benign) {
  let flagged = 0
  try {
    await explore(serve(), { seed: 1, runs: BENIGN_RUNS, onProgress() {} })
  } catch (error) {
    if (!(error instanceof ExplorationFailure)) throw error
    flagged++
    console.log(error.message)
  }
  isAsPromised &&= flagged === 0
  row(title, flagged)
}
console.log(`\n${Math.round((performance.now() - since) / 1_000)} s`)
process.exitCode = isAsPromised ? 0 : 1
