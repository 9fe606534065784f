// A step as short text for messages, close to the source that wrote it. Not source: that is print.ts's.
import { describePattern } from '../match/describe.ts'
import type { Pattern } from '../match/pattern.ts'
import { showText, showValue } from '../match/show.ts'
import { holdsMatcher } from '../match/filled-in.ts'
import type {
  ConnectOptions,
  ExpectCloseStep,
  MembershipCall,
  SayingStep,
  ServerBroadcastStep,
  Step,
  Wanted,
} from './step.ts'

/** One line, e.g. `alice.expect({ type: 'said' })`. */
export function describeStep(step: Step): string {
  switch (step.do) {
    case 'connect':
      return `${step.client}.connect(${describeHandshake(step)})`
    case 'send':
      return `${step.client}.send(${describeSaid(step)})`
    case 'joinGroup':
    case 'leaveGroup':
      return `${step.client}.${step.do}(${showText(step.group)})`
    case 'close':
      return `${step.client}.close(${describeClose(step.code, step.reason)})`
    case 'cut':
      return `${step.client}.cut()`
    case 'hold':
    case 'release':
      return `${step.client}.${step.do}()`
    case 'settle':
      return 'settle()'
    case 'ping':
      return `${step.client}.ping(${step.payload.byteLength === 0 ? '' : showValue(step.payload)})`
    case 'serverSend':
      return `server.send(${describeSaid(step)}, { to: ${step.to} })`
    case 'serverBroadcast':
      return `server.broadcast(${describeSaid(step)}${describeAudience(step)})`
    case 'serverClose':
      return `server.close(${describeClose(step.code, step.reason)}${step.to === undefined ? '' : `, { to: ${step.to} }`})`
    case 'checkpoint':
      return `checkpoint(${showText(step.name)})`
    case 'expect':
    case 'ignore': {
      const text = `${step.client}.${step.do}(${describeWanted(step)})`
      return step.do === 'expect' && step.amid === true ? `eventually(${text})` : text
    }
    case 'expectInAnyOrder':
      return `${step.client}.expectInAnyOrder([${step.messages.map(describeOneOf).join(', ')}])`
    case 'expectClose':
      return `${step.client}.expectClose(${describeClosePattern(step.pattern)})`
    case 'oneOf':
      return `oneOf(${step.steps.map(describeStep).join(', ')})`
    case 'optional':
      return `optional(${describeStep(step.step)})`
    case 'times':
      return `times(${step.min}, ${step.max}, ${describeStep(step.step)})`
    case 'expectNothing':
      return `${step.client}.expectNothing(${step.forMs === 0 ? '' : `{ forMs: ${step.forMs} }`})`
    case 'wait':
      return `wait(${step.ms})`
    case 'together':
      if (step.as !== undefined) return describeMembership(step.as)
      return `together(${step.branches.map((branch) => `[${branch.map(describeStep).join(', ')}]`).join(', ')})`
  }
}

function describeSaid({ name, message }: SayingStep): string {
  // With matchers in it, it is written as a pattern is.
  const shown = holdsMatcher(message) ? describePattern(message as Pattern) : showValue(message)
  return name === undefined ? shown : `${showText(name)}, ${shown}`
}

function describeWanted({ name, pattern }: Wanted): string {
  const parts = [
    name === undefined ? [] : showText(name),
    pattern === undefined ? [] : describePattern(pattern),
  ]
  return parts.flat().join(', ')
}

function describeOneOf(wanted: Wanted): string {
  const text = describeWanted(wanted)
  return wanted.name === undefined || wanted.pattern === undefined ? text : `[${text}]`
}

function describeMembership({ client, call, kind, key }: MembershipCall): string {
  return `${client}.${call}(${showText(kind)}, ${showText(key)})`
}

function describeHandshake({ params, protocols, headers, query }: ConnectOptions): string {
  // Header values may be secrets: a message names them only.
  const parts = [
    params === undefined ? [] : [`params: ${showValue(params)}`],
    protocols === undefined ? [] : [`protocols: ${showValue(protocols)}`],
    headers === undefined ? [] : [`headers: { ${Object.keys(headers).join(', ')} }`],
    query === undefined ? [] : [`query: { ${Object.keys(query).join(', ')} }`],
  ].flat()
  return parts.length === 0 ? '' : `{ ${parts.join(', ')} }`
}

function describeClose(code: number, reason: string): string {
  return reason === '' ? String(code) : `${code}, ${showText(reason)}`
}

function describeClosePattern(pattern: ExpectCloseStep['pattern']): string {
  const keys = Object.keys(pattern)
  if (keys.length === 0) return ''
  return keys.length === 1 && typeof pattern.code === 'number'
    ? String(pattern.code)
    : describePattern({ ...pattern })
}

function describeAudience({ group, groups, except }: ServerBroadcastStep): string {
  const parts = [
    group === undefined ? [] : [`group: ${showText(group)}`],
    groups === undefined ? [] : [`groups: ${showValue(groups)}`],
    except === undefined ? [] : [`except: ${except}`],
  ].flat()
  return parts.length === 0 ? '' : `, { ${parts.join(', ')} }`
}
