// Steps as the calls that make them.
import { kindAndKey } from '../contract/group-terms.ts'
import {
  clientOf,
  type ConnectStep,
  type ExpectCloseStep,
  type SayingStep,
  type Step,
  type Wanted,
} from './step.ts'
import { type Names, printText, printValue, WIDTH } from './print-value.ts'

/** Takes note of what printed steps refer to. */
export interface StepNames extends Names {
  /** How a client, or the server, is called in the printed source. */
  actor(name: string): string
}

/** The source of one step, without a comma behind it. @param indent the columns in front of it */
function printStep(step: Step, names: StepNames, indent: number): string {
  switch (step.do) {
    case 'together':
      if (step.as !== undefined) {
        const { client, call, kind, key } = step.as
        return printCall(`${names.actor(client)}.${call}`, [kind, key], names, indent)
      }
      return `${names.core('together')}(${printBranches(step.branches, names, indent)})`
    case 'oneOf': {
      const callee = names.core('oneOf')
      const short = `${callee}(${step.steps.map((inner) => printStep(inner, names, -Infinity)).join(', ')})`
      if (indent + short.length < WIDTH) return short
      const margin = ' '.repeat(indent + 2)
      const lines = step.steps.map((inner) => `${margin}${printStep(inner, names, indent + 2)},\n`)
      return `${callee}(\n${lines.join('')}${' '.repeat(indent)})`
    }
    case 'optional':
      return `${names.core('optional')}(${printStep(step.step, names, indent)})`
    case 'times':
      return `${names.core('times')}(${step.min}, ${step.max}, ${printStep(step.step, names, indent)})`
    case 'settle':
      return `${names.core('settle')}()`
    case 'wait':
      return `${names.core('wait')}(${printValue(step.ms, names, indent, 0)})`
    case 'checkpoint':
      return `${names.core('checkpoint')}(${printText(step.name)})`
    case 'serverSend':
    case 'serverBroadcast':
    case 'serverClose':
      return printServerStep(step, names, indent)
    default: {
      const call = printCall(
        `${names.actor(clientOf(step) ?? '')}.${step.do}`,
        argumentsOf(step),
        names,
        indent,
      )
      return step.do === 'expect' && step.amid === true ? `${names.core('eventually')}(${call})` : call
    }
  }
}

type ServerStep = Extract<Step, { readonly do: 'serverSend' | 'serverBroadcast' | 'serverClose' }>
type OwnStep = Exclude<
  Step,
  ServerStep | { readonly do: 'together' | 'oneOf' | 'optional' | 'times' | 'settle' | 'wait' | 'checkpoint' }
>

function argumentsOf(step: OwnStep): readonly unknown[] {
  switch (step.do) {
    case 'connect':
      return handshakeOf(step)
    case 'send':
      return saidOf(step)
    case 'joinGroup':
    case 'leaveGroup':
      return [step.group]
    case 'close':
      return closeOf(step.code, step.reason)
    case 'cut':
    case 'hold':
    case 'release':
      return []
    case 'ping':
      return step.payload.byteLength === 0 ? [] : [step.payload]
    case 'expect':
    case 'ignore':
      return wantedOf(step)
    case 'expectInAnyOrder':
      return [step.messages.map(oneOfSeveral)]
    case 'expectClose':
      return closePatternOf(step.pattern)
    case 'expectNothing':
      return step.forMs === 0 ? [] : [{ forMs: step.forMs }]
  }
}

function saidOf({ name, message }: SayingStep): readonly unknown[] {
  return name === undefined ? [message] : [name, message]
}

function wantedOf({ name, pattern }: Wanted): readonly unknown[] {
  return [name, pattern].filter((part) => part !== undefined)
}

function oneOfSeveral(wanted: Wanted): unknown {
  const parts = wantedOf(wanted)
  return parts.length === 1 ? parts[0] : parts
}

function handshakeOf({ params, protocols, headers, query }: ConnectStep): readonly unknown[] {
  const options = Object.entries({ params, protocols, headers, query }).filter(
    ([, value]) => value !== undefined,
  )
  return options.length === 0 ? [] : [Object.fromEntries(options)]
}

function closeOf(code: number, reason: string): readonly unknown[] {
  return reason === '' ? [code] : [code, reason]
}

function closePatternOf(pattern: ExpectCloseStep['pattern']): readonly unknown[] {
  const keys = Object.keys(pattern)
  if (keys.length === 0) return []
  return keys.length === 1 && typeof pattern.code === 'number' ? [pattern.code] : [pattern]
}

/** An argument that refers to a client. */
class Options {
  readonly fields: readonly (readonly [key: string, text: string])[]
  constructor(fields: readonly (readonly [key: string, text: string] | undefined)[]) {
    this.fields = fields.filter((field) => field !== undefined)
  }
}

function printServerStep(step: ServerStep, names: StepNames, indent: number): string {
  const actor = (key: string, name: string | undefined): [string, string] | undefined =>
    name === undefined ? undefined : [key, names.actor(name)]
  const server = names.actor('server')
  switch (step.do) {
    case 'serverSend':
      return printCall(
        `${server}.send`,
        [...saidOf(step), new Options([actor('to', step.to)])],
        names,
        indent,
      )
    case 'serverClose': {
      const to = new Options([actor('to', step.to)])
      const args = step.to === undefined ? closeOf(step.code, step.reason) : [step.code, step.reason, to]
      return printCall(`${server}.close`, args, names, indent)
    }
    case 'serverBroadcast': {
      // With a contract a group is its kind and its key.
      const group = (name: string): unknown => (step.name === undefined ? name : (kindAndKey(name) ?? name))
      const audience = new Options([
        step.group === undefined ? undefined : ['group', printValue(group(step.group), names, indent, 0)],
        step.groups === undefined
          ? undefined
          : ['groups', printValue(step.groups.map(group), names, indent, 0)],
        actor('except', step.except),
      ])
      const args = audience.fields.length === 0 ? saidOf(step) : [...saidOf(step), audience]
      return printCall(`${server}.broadcast`, args, names, indent)
    }
  }
}

function printCall(callee: string, args: readonly unknown[], names: Names, indent: number): string {
  const short = `${callee}(${args.map((arg) => printArgument(arg, names, -Infinity, 0)).join(', ')})`
  if (indent + short.length < WIDTH) return short
  const printed = args.map((arg) => printArgument(arg, names, indent, callee.length + 3))
  return `${callee}(${printed.join(', ')})`
}

function printArgument(arg: unknown, names: Names, indent: number, before: number): string {
  if (!(arg instanceof Options)) return printValue(arg, names, indent, before)
  return `{ ${arg.fields.map(([key, text]) => (key === text ? key : `${key}: ${text}`)).join(', ')} }`
}

function printBranches(branches: readonly (readonly Step[])[], names: StepNames, indent: number): string {
  const short = branches
    .map((branch) => `[${branch.map((step) => printStep(step, names, -Infinity)).join(', ')}]`)
    .join(', ')
  if (indent + 'together()'.length + short.length < WIDTH && !short.includes('\n')) return short
  const printed = branches.map((branch) => {
    const line = `[${branch.map((step) => printStep(step, names, -Infinity)).join(', ')}]`
    const fits = indent + line.length + 3 < WIDTH
    return `${' '.repeat(indent + 2)}${fits ? line : printSteps(branch, names, indent + 2)},\n`
  })
  return `\n${printed.join('')}${' '.repeat(indent)}`
}

/** A list of steps, one on a line. @param indent the columns in front of the line on which it begins */
export function printSteps(steps: readonly Step[], names: StepNames, indent: number): string {
  const margin = ' '.repeat(indent + 2)
  return `[\n${steps.map((step) => `${margin}${printStep(step, names, indent + 2)},\n`).join('')}${' '.repeat(indent)}]`
}
