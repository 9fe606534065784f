// What the tests of the file that is running touched of contracts: gathered in the worker, and taken by Vitest, as the
// file's meta, to the reporter and into blob reports. Does nothing unless the project asks for coverage.
import { type ContractCoverage, mergeCoverage } from '@parley-ws/core'
import { type Conversation, coverageCounter, type CoverageCounter } from '@parley-ws/core/runner'

declare module 'vitest' {
  interface TaskMeta {
    /** What the tests of a file touched of contracts; those of one name have to be added up. */
    parleyCoverage?: readonly ContractCoverage[]
  }
}

/** The contract that has a name first, and what is counted for others of this name. */
interface Named {
  readonly contract: Conversation['contract']
  readonly counter: CoverageCounter
  /** Where in the list those have their sum that were made anew, for instance in each test. */
  others: number | undefined
}

export class FileCoverage {
  #byName = new Map<string, Named>()
  #coverages: ContractCoverage[] | undefined

  /** Whether anybody wants to know. */
  get isOn(): boolean {
    return this.#coverages !== undefined
  }

  /** Begins with another file. @returns what grows while its tests run */
  begin(): readonly ContractCoverage[] {
    this.#byName = new Map()
    return (this.#coverages = [])
  }

  count({ contract, transcript, isChecked }: Conversation): void {
    const coverages = this.#coverages
    if (coverages === undefined) return
    const named = this.#byName.get(contract.name)
    if (named?.contract === contract) return named.counter.add(transcript, isChecked)
    const counter = coverageCounter(contract)
    counter.add(transcript, isChecked)
    if (named === undefined) {
      this.#byName.set(contract.name, { contract, counter, others: undefined })
      coverages.push(counter.coverage)
      return
    }
    const before = named.others === undefined ? undefined : coverages[named.others]
    if (before === undefined) named.others = coverages.push(counter.coverage) - 1
    else coverages.splice(coverages.indexOf(before), 1, ...mergeCoverage([before, counter.coverage]))
  }
}
