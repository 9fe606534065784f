// Endpoints of a file, as mocks: their rules, faults, heartbeats and the data that they share.
import { type MockDefinition, mock } from '../../mock/definition.ts'
import { type Fault, type FaultOptions, faults } from '../../mock/fault.ts'
import { closeSilent, pingEvery } from '../../mock/heartbeat.ts'
import type { Rule } from '../../mock/rule.ts'
import type { MockEndpoint } from '../../mock/source.ts'
import { compileUrl } from '../../mock/url-pattern.ts'
import type { Data, EndpointData, FaultData, HeartbeatData, MockFile, RuleData } from '../mock-file/model.ts'
import type { FilePath } from '../problem.ts'
import { msOf } from './action.ts'
import { textMaker } from './message.ts'
import { patternOf, wordOf } from './pattern.ts'
import { type RuleMaker, ruleMaker } from './rule.ts'
import { Run, type RunOptions } from './run.ts'
import { type Reading, Scopes } from './scope.ts'
import type { Bucket } from '../templates/scope.ts'
import type { Workshop } from './workshop.ts'

/** An endpoint that a mock can be made of, for any run. */
interface Blueprint {
  readonly path: string
  /** @param run made anew for each call of the rules' factory */
  mock(run: () => Run): MockEndpoint
}

export interface Blueprints {
  readonly endpoints: readonly Blueprint[]
  newRun(): Run
}

/**
 * Compiles a file whose shape is known to be right, except for what was found wrong with it; what else is wrong the
 * workshop has then taken down.
 *
 * @param isSound whether nothing is wrong with the shape of what stands at a path
 */
export function blueprintsOf(
  file: MockFile,
  options: Omit<RunOptions, 'seed' | 'locale'>,
  workshop: Workshop,
  isSound: (path: FilePath) => boolean,
): Blueprints {
  const seed = typeof file.seed === 'number' ? file.seed : 1
  const locale = typeof file.locale === 'string' ? file.locale : 'en'
  const buckets = Object.entries(isSound(['data']) ? (file.data ?? {}) : {}).map(([name, data]) =>
    bucketOf(name, data, ['data', name], workshop),
  )
  const listed = Array.isArray(file.endpoints) ? file.endpoints : []
  const endpoints = listed.map((data, index) =>
    blueprintOf(data, seed, ['endpoints', index], workshop, isSound),
  )
  const paths = endpoints.map(({ path }) => path)
  for (const [index, path] of paths.entries()) {
    if (path !== '' && paths.indexOf(path) < index)
      workshop.report(['endpoints', index, 'path'], `${path} has an endpoint already`, 'Make one of the two')
  }
  return { endpoints, newRun: () => new Run(buckets, { ...options, seed, locale }) }
}

function blueprintOf(
  data: EndpointData,
  seed: number,
  path: FilePath,
  workshop: Workshop,
  isSound: (path: FilePath) => boolean,
): Blueprint {
  const nothing: Blueprint = { path: '', mock: () => ({ path: '', mock: mock([]) }) }
  if (typeof data !== 'object' || data === null) return nothing
  const address = isSound([...path, 'path']) && typeof data.path === 'string' ? data.path : undefined
  const whole = <Part>(field: keyof EndpointData, make: (each: Part, at: FilePath) => unknown): void => {
    const list: unknown = data[field]
    if (!Array.isArray(list)) return
    for (const [index, each] of (list as readonly Part[]).entries()) {
      const at = [...path, field, index]
      if (isSound(at)) make(each, at)
    }
  }
  const rules: RuleMaker[] = []
  whole<RuleData>('rules', (rule, at) =>
    rules.push(ruleMaker(rule, `${address ?? ''} rules[${at.at(-1)}]`, seed, at, workshop)),
  )
  const fixed: Rule[] = []
  whole<HeartbeatData>('heartbeats', (each, at) =>
    workshop.make(at, undefined, () => void fixed.push(heartbeatOf(each, at, workshop))),
  )
  const made: Fault[] = []
  whole<FaultData>('faults', (each, at) =>
    workshop.make(at, undefined, () => void made.push(faultOf(each, at, workshop))),
  )
  if (address === undefined) return nothing
  const url = workshop.make([...path, 'path'], compileUrl('', '*'), () => compileUrl('path', address))
  const reading: Reading = { read: data.read ?? 'json', isBinaryText: data.binary === 'text', url }
  const { unmatched, user, redaction } = data
  const definition = (run: () => Run): MockDefinition => {
    const factory = (): readonly Rule[] => {
      const scopes = new Scopes(run(), reading)
      return [...fixed, ...rules.flatMap((make) => make(scopes))]
    }
    return mock(factory, {
      seed,
      ...(unmatched === undefined ? {} : { unmatched }),
      ...(made.length === 0 ? {} : { faults: made }),
      ...(redaction === undefined ? {} : { redaction }),
      // The shape has seen to it that there is exactly one place.
      ...(user === undefined ? {} : { user: user as { readonly header: string } }),
    })
  }
  return { path: address, mock: (run) => ({ path: address, mock: definition(run) }) }
}

function bucketOf(name: string, data: Data, path: FilePath, workshop: Workshop): Bucket {
  const word = wordOf(data)
  const fields = data as { readonly [field: string]: unknown }
  const id = word !== undefined && typeof fields['id'] === 'string' ? fields['id'] : undefined
  if (word === '$template') {
    const text = textMaker(
      String(fields[word]),
      [...path, word],
      workshop,
      fields['escape'] === 'html' ? 'html' : 'none',
    )
    return { name, id, asksWho: text.asksWho, make: (scope) => jsonOrText(text.make(scope)) }
  }
  if (word === '$file') {
    const text = workshop.make([...path, word], '', () => workshop.folder.readText(String(fields[word])))
    return { name, id, asksWho: false, make: () => jsonOrText(text) }
  }
  const value: unknown = word === '$literal' ? fields[word] : data
  return { name, id, asksWho: false, make: () => structuredClone(value) }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    // Data may be a text too.
    return text
  }
}

function heartbeatOf(data: HeartbeatData, path: FilePath, workshop: Workshop): Rule {
  const { pingEvery: ping, closeSilent: silent, code, reason } = data
  const end = { code, reason }
  if (ping !== undefined) {
    const pong =
      ping.pong === undefined ? undefined : patternOf(ping.pong, [...path, 'pingEvery', 'pong'], workshop)
    return pingEvery({ ...ping, ping: ping.ping as string | undefined, pong, ...end })
  }
  const unless =
    silent?.unless === undefined
      ? undefined
      : patternOf(silent.unless, [...path, 'closeSilent', 'unless'], workshop)
  return closeSilent({ afterMs: silent?.afterMs ?? 0, unless, ...end })
}

function faultOf(data: FaultData, path: FilePath, workshop: Workshop): Fault {
  const { match, client, probability, after, times } = data
  const options: FaultOptions = {
    match: match === undefined ? undefined : patternOf(match, [...path, 'match'], workshop),
    client,
    probability,
    after,
    times,
  }
  if (data.delay !== undefined) return faults.delay(msOf(data.delay, [...path, 'delay'], workshop), options)
  if (data.reorder !== undefined) {
    const { withinMs } = data.reorder === true ? { withinMs: 10 } : data.reorder
    return faults.reorder({ ...options, withinMs })
  }
  if (data.drop !== undefined) return faults.drop(options)
  if (data.duplicate !== undefined) return faults.duplicate(options)
  return data.cut === undefined ? faults.halfOpen(options) : faults.cut(options)
}
