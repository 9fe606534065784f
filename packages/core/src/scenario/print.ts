// A scenario as TypeScript source that makes the same scenario: imports, names, the call. For counterexamples that are
// pasted into a test file, and for recorded conversations.
import { mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'
import { describeStep } from './describe-step.ts'
import { pathText, stepsWithPaths } from './path.ts'
import { printSteps, type StepNames } from './print-step.ts'
import type { Step } from './step.ts'
import { isIdentifier, printKey, printText, printValue } from './print-value.ts'
import { checkScenario, type Scenario } from './scenario.ts'
import { SERVER } from './server-actor.ts'

export interface PrintOptions {
  /** What the exported constant is called. Default `conversation`. */
  readonly name?: string
  /** What the scenario's contract is exported as; `imports` says where. Needed for a scenario with a contract. */
  readonly contract?: string
  /** From which module a named matcher, function or contract is imported: `{ isPrice: './matchers.ts' }`. */
  readonly imports?: Readonly<Record<string, string>>
}

const CORE = '@parley-ws/core'

// Words that cannot name a binding in a module (ECMA-262 section 12.7.2), and two that should not.
const RESERVED = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false ' +
    'finally for function if implements import in instanceof interface let new null package private protected public ' +
    'return static super switch this throw true try typeof undefined var void while with yield NaN Infinity Uint8Array'
  ).split(' '),
)

/**
 * Prints a scenario as TypeScript source. The source makes the same steps: matchers print as the calls that made them,
 * named ones and functions as imports.
 *
 * @throws MistakeError naming the step that holds something without a name, or with one that `imports` does not know;
 * for a contract that was given no name
 */
export function printScenario(scenario: Scenario<unknown>, options: PrintOptions = {}): string {
  checkScenario('printScenario()', scenario)
  const { name = 'conversation', imports = {} } = options
  const attempted = `printScenario('${scenario.title}')`
  if (!isBindable(name))
    throw mistake(attempted, `${showValue(name)} is not a name`, 'Give a name that a constant can have')
  const ofCore = namesOfCore(scenario, imports)
  const clash = [name, ...Object.keys(imports)].find(
    (each, index, all) => ofCore.has(each) || all.indexOf(each) !== index,
  )
  if (clash !== undefined) {
    throw mistake(
      attempted,
      `the source would have two things called '${clash}'`,
      'Choose another name for yours',
    )
  }
  const names = new Source(
    [...scenario.clients, SERVER],
    new Set([name, ...Object.keys(imports), ...ofCore]),
    imports,
    () => attempted,
  )
  const contract = printContract(attempted, scenario, options, names)
  const steps = printSteps(scenario.steps, names, 2)
  const used = [...names.actors].map(([actor, alias]) =>
    actor === alias ? actor : `${printKey(actor)}: ${alias}`,
  )
  const lines = [
    ...importLines(ofCore, names.usedImports),
    '',
    `export const ${name} = scenario(${printText(scenario.title)}, {`,
    ...contract,
    `  clients: [${scenario.clients.map(printText).join(', ')}],`,
    ...printGiven(scenario, names),
    ...(scenario.open ? ['  open: true,'] : []),
    ...(scenario.upholds === true ? ['  upholds: true,'] : []),
    `  steps: (${used.length === 0 ? '' : `{ ${used.join(', ')} }`}) => ${steps},`,
    '})',
    '',
  ]
  return lines.join('\n')
}

function printContract(
  attempted: string,
  { contract }: Scenario<unknown>,
  { contract: name }: PrintOptions,
  names: Source,
): readonly string[] {
  if (contract === undefined) return []
  if (name === undefined) {
    throw mistake(
      attempted,
      'its contract cannot be written down',
      "Export it and say so: { contract: 'chatContract', imports: { chatContract: './chat.ts' } }",
    )
  }
  const imported = names.imported(name)
  return [imported === 'contract' ? '  contract,' : `  contract: ${imported},`]
}

function printGiven({ given = [] }: Scenario<unknown>, names: Source): readonly string[] {
  if (given.length === 0) return []
  const states = given.map((one) => (one.params === undefined ? one.state : one))
  return [`  given: ${printValue(states, names, 2, 'given: ,'.length)},`]
}

/** Prints each step by itself first: a refusal names it, and what is used of this package is known. */
function namesOfCore(
  scenario: Scenario<unknown>,
  imports: Readonly<Record<string, string>>,
): ReadonlySet<string> {
  const used = new Set(['scenario'])
  // What a call such as `joinGroup` is made of is not printed.
  const unprinted = new Set<Step>()
  for (const { step, path } of stepsWithPaths(scenario.steps)) {
    if (unprinted.has(step)) continue
    if (step.do === 'together' && step.as !== undefined)
      for (const inner of step.branches.flat()) unprinted.add(inner)
    const place = (): string =>
      `printing scenario '${scenario.title}', ${pathText(path)}, ${describeStep(step)}`
    const names = new Source([], new Set(), imports, place)
    // The steps inside follow by themselves.
    if (step.do === 'together' && step.as === undefined) names.core('together')
    else printSteps([step], names, 0)
    for (const name of names.usedOfCore) used.add(name)
  }
  return used
}

function importLines(
  ofCore: ReadonlySet<string>,
  others: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
  const own = [...others]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([from, names]) => importLine(names, from))
  return [importLine(ofCore, CORE), ...own]
}

function importLine(names: ReadonlySet<string>, from: string): string {
  return `import { ${[...names].toSorted().join(', ')} } from ${printText(from)}`
}

/** The names that printed source uses, and what they stand for. */
class Source implements StepNames {
  readonly usedOfCore = new Set<string>()
  readonly usedImports = new Map<string, Set<string>>()
  /** Clients that appear, with what they are called. */
  readonly actors = new Map<string, string>()
  readonly #aliases = new Map<string, string>()
  readonly #imports: Readonly<Record<string, string>>
  readonly #place: () => string

  constructor(
    actors: readonly string[],
    taken: ReadonlySet<string>,
    imports: Readonly<Record<string, string>>,
    place: () => string,
  ) {
    this.#imports = imports
    this.#place = place
    const used = new Set(taken)
    for (const actor of actors) {
      const alias = freeName(actor, used)
      used.add(alias)
      this.#aliases.set(actor, alias)
    }
  }

  core(name: string): string {
    this.usedOfCore.add(name)
    return name
  }

  imported(name: string): string {
    const from = Object.hasOwn(this.#imports, name) ? this.#imports[name] : undefined
    if (from === undefined) {
      return this.refuse(
        `it is not known where '${name}' is imported from`,
        `Add imports: { ${printKey(name)}: './module.ts' }`,
      )
    }
    if (!isBindable(name))
      return this.refuse(`'${name}' is not a name that can be imported`, 'Name it as it is exported')
    const names = this.usedImports.get(from) ?? new Set()
    this.usedImports.set(from, names.add(name))
    return name
  }

  actor(name: string): string {
    const alias = this.#aliases.get(name) ?? name
    this.actors.set(name, alias)
    return alias
  }

  refuse(why: string, remedy: string): never {
    throw mistake(this.#place(), why, remedy)
  }
}

/** A name for a client that nothing else has: its own, if that can be. */
function freeName(wish: string, taken: ReadonlySet<string>): string {
  const plain = wish.replaceAll(
    /[^\p{ID_Continue}$]+(.)?/gu,
    (_, next: string | undefined) => next?.toUpperCase() ?? '',
  )
  const base = isIdentifier(plain) ? plain : `client${plain}`
  if (isBindable(base) && !taken.has(base)) return base
  for (let number = 2; ; number++) {
    const numbered = `${base}${number}`
    if (isBindable(numbered) && !taken.has(numbered)) return numbered
  }
}

function isBindable(name: string): boolean {
  return typeof name === 'string' && isIdentifier(name) && !RESERVED.has(name)
}
