// Mockoon's rules as conditions of a mock file.
import type { CompareData, ConditionData } from '../mock-file/model.ts'
import { jsonPath } from '../json-path.ts'
import { MissingPeer } from '../peers.ts'
import type { FilePath } from '../problem.ts'
import { linearRegex } from '../regex.ts'
import type { Notes } from '../notes.ts'
import type { MockoonResponse, MockoonRule } from './environment.ts'

const NEVER: ConditionData = { any: [] }

const OPERATORS: Readonly<Record<string, CompareData['is']>> = {
  equals: 'equals',
  regex: 'regex',
  regex_i: 'regexIgnoringCase',
  null: 'null',
  empty_array: 'emptyArray',
  array_includes: 'includes',
  valid_json_schema: 'validFor',
}

const TARGETS: Readonly<Record<string, CompareData['of']>> = {
  body: 'message',
  query: 'query',
  header: 'header',
  cookie: 'cookie',
  params: 'param',
  request_number: 'messageNumber',
  global_var: 'variable',
  data_bucket: 'data',
  templating: 'text',
}

/** When a response with rules is chosen. @param endpoint of its route, which a rule may look at */
export function whenChosen(
  { rules, rulesOperator }: MockoonResponse,
  endpoint: string,
  path: FilePath,
  notes: Notes,
): ConditionData {
  const conditions = rules.map((rule, index) => conditionOf(rule, endpoint, [...path, 'rules', index], notes))
  const [only] = conditions
  if (only !== undefined && conditions.length === 1) return only
  return rulesOperator === 'AND' ? { all: conditions } : { any: conditions }
}

function conditionOf(rule: MockoonRule, endpoint: string, path: FilePath, notes: Notes): ConditionData {
  const { target, modifier, value, invert, operator } = rule
  const is = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined
  if (is === undefined) {
    notes.add(
      [...path, 'operator'],
      `There is no operator ${JSON.stringify(operator)}: the rule never holds.`,
    )
    return NEVER
  }
  if ((is === 'regex' || is === 'regexIgnoringCase') && !value.includes('{{')) {
    const why = whyRefused(() => linearRegex(value))
    if (why !== undefined) {
      notes.add([...path, 'value'], `The expression is not carried over, the rule never holds: ${why}.`)
      return NEVER
    }
  }
  if (modifier.startsWith('$') && !modifier.includes('{{') && target !== 'templating') {
    const why = whyRefused(() => jsonPath(modifier))
    if (why !== undefined) {
      notes.add([...path, 'modifier'], `The path is not carried over, the rule never holds: ${why}.`)
      return NEVER
    }
  }
  const compare = (of: CompareData['of'], at: string): ConditionData => ({
    compare: { of, is, ...(at === '' ? {} : { at }), ...(value === '' ? {} : { to: value }) },
  })
  const condition = ((): ConditionData | undefined => {
    // A path is two: the one that was asked for, and the one of the route.
    if (target === 'path') {
      const own = endpoint.startsWith('/') ? endpoint : `/${endpoint}`
      return is === 'null' || is === 'emptyArray'
        ? NEVER
        : { any: [compare('request', ''), compare('text', own)] }
    }
    if (target === 'method') return compare('text', 'get')
    const of = Object.hasOwn(TARGETS, target) ? TARGETS[target] : undefined
    return of === undefined ? undefined : compare(of, modifier)
  })()
  if (condition === undefined) {
    notes.add([...path, 'target'], `There is no target ${JSON.stringify(target)}: the rule never holds.`)
    return NEVER
  }
  return invert ? { not: condition } : condition
}

function whyRefused(make: () => unknown): string | undefined {
  try {
    make()
    return undefined
  } catch (error) {
    if (error instanceof MissingPeer) throw error
    return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '')
  }
}
