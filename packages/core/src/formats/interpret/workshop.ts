// What making a mock from a file needs: the folder its files are in, the engine of its templates, and the list of what
// is wrong. One for each file.
import { MistakeError } from '../../errors.ts'
import { FileRefused, Folder } from '../folder.ts'
import type { Notes } from '../notes.ts'
import { MissingPeer, needPeer } from '../peers.ts'
import type { FilePath, Problem } from '../problem.ts'
import { type Escape, type Template, Templates } from '../templates/engine.ts'
import { DATE_HELPERS, isInvention, isMethodOfFaker } from '../templates/helpers-random.ts'

export class Workshop {
  readonly folder: Folder
  readonly problems: Problem[] = []
  readonly #missing = new Set<string>()
  #templates: Templates | undefined

  readonly #notes: Notes | undefined

  /** @param notes of another system's file: its templates say nothing where they call a helper that there is not */
  constructor(folder: string | undefined, notes: Notes | undefined) {
    this.folder = new Folder(folder)
    this.#notes = notes
  }

  report(path: FilePath, why: string, remedy: string): void {
    this.problems.push({ path, why, remedy })
  }

  /** Makes a part of the mock; what goes wrong is taken down, and something stands in for the part. */
  make<Part>(path: FilePath, standIn: Part, make: () => Part): Part {
    try {
      return make()
    } catch (error) {
      this.#takeDown(path, error)
      return standIn
    }
  }

  template(path: FilePath, source: string, escape: Escape): Template {
    const empty: Template = { render: () => '', asksWho: false, calls: [], invents: [], unknown: [] }
    const template = this.make(path, empty, () => {
      this.#templates ??= new Templates()
      return this.#templates.compile(source, escape)
    })
    this.#checkCalls(template, path)
    return template
  }

  /** What a template calls has to be there: its libraries, its helpers, the methods of faker's. */
  #checkCalls({ calls, invents, unknown }: Template, path: FilePath): void {
    const needed = [
      ...(calls.some(isInvention) ? (['@faker-js/faker'] as const) : []),
      ...(calls.some((name) => DATE_HELPERS.includes(name)) ? (['date-fns'] as const) : []),
      ...(calls.includes('jsonPath') ? (['json-p3'] as const) : []),
      ...(calls.includes('jmesPath') ? (['@jmespath-community/jmespath'] as const) : []),
    ]
    for (const name of needed) this.make(path, undefined, () => needPeer(name, 'a template'))
    for (const { name, near } of unknown) {
      const remedy =
        near === undefined ? 'Look up the helpers in the documentation' : `Did you mean {{${near}}}?`
      if (this.#notes === undefined) this.report(path, `there is no helper ${JSON.stringify(name)}`, remedy)
      else this.#notes.add(path, `There is no helper ${JSON.stringify(name)}: it says nothing.`)
    }
    for (const name of invents) {
      if (this.make(path, true, () => isMethodOfFaker(name))) continue
      if (this.#notes === undefined)
        this.report(
          path,
          `faker has no ${JSON.stringify(name)}`,
          'Look it up at fakerjs.dev: person.firstName, number.int',
        )
      else this.#notes.add(path, `Faker has no ${JSON.stringify(name)}: sending this message fails.`)
    }
  }

  #takeDown(path: FilePath, error: unknown): void {
    if (error instanceof MissingPeer) {
      if (this.#missing.has(error.missing)) return
      this.#missing.add(error.missing)
      this.report(path, `this needs the package ${error.missing}`, `npm install --save-dev ${error.missing}`)
    } else if (error instanceof FileRefused) this.report(path, error.why, error.remedy)
    else {
      const message = error instanceof Error ? error.message.split('\n').slice(0, 2).join(' ') : String(error)
      // A mistake is a sentence on what is wrong, and one on what would be right.
      const [, why = message, remedy] =
        (error instanceof MistakeError && /^(.*)\. (.+?)\.?$/s.exec(message)) || []
      this.report(path, why.replace(/\.$/, ''), remedy ?? 'Correct it')
    }
  }
}
