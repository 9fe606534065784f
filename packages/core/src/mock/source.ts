// What may be given where a mock is wanted: rules, a definition, or several mocks by path. Which of them is meant.
import { type AnyContract, isContract } from '../contract/contract.ts'
import { mistake } from '../errors.ts'
import type { ContractRuleSource } from './contract-rule.ts'
import {
  isMockDefinition,
  mock,
  type MockDefinition,
  type MockOptions,
  type RuleSource,
} from './definition.ts'
import type { Rule } from './rule.ts'
import { compileUrl, type MockUrl } from './url-pattern.ts'

/** One mock of several, and the path it answers: `/chat`, `/rooms/:room`. */
export interface MockEndpoint {
  readonly path: string
  readonly mock: MockDefinition
}

/** Several mocks by path, as a mock file has them. Of those that match, the first answers. */
export interface MockCollection {
  /** For messages: `chat.mock.yaml`. */
  readonly text: string
  readonly endpoints: readonly MockEndpoint[]
  /** The same for one server: what one of them keeps, the others see. Default: each keeps its own. */
  together?(): readonly MockEndpoint[]
}

/** What those take who make a mock with a URL: a contract, the rules it adds and options, or a source and options. */
export type SourceArguments<Options> = readonly [
  contractOrSource?: AnyContract | MockSource,
  rulesOrOptions?: ((rules: never) => readonly Rule[]) | Options,
  options?: Options,
]

/** What was given, told apart. @throws MistakeError for rules that are none */
export function sourceOf<Options>(given: SourceArguments<Options>): {
  readonly source: MockSource
  readonly options: Options | undefined
  readonly contract: AnyContract | undefined
} {
  const [first = [], second, third] = given
  if (!isContract(first))
    return { source: first, options: second as Options | undefined, contract: undefined }
  const rules = second as ContractRuleSource<AnyContract> | undefined
  return { source: mock(first, rules), options: third, contract: first }
}

/** A mock: rules, a function that makes them, `mock(rules, options)`, or several by path, as from `fromFile`. */
export type MockSource = RuleSource | MockDefinition | MockCollection

export function isMockCollection(source: unknown): source is MockCollection {
  return (
    typeof source === 'object' &&
    source !== null &&
    'endpoints' in source &&
    Array.isArray(source.endpoints) &&
    'text' in source
  )
}

/**
 * The definition that is meant.
 *
 * @param url what clients open: of several mocks the one for its path is taken. Undefined: there must be one only
 * @param options come before those of the definition
 * @throws MistakeError for what is no mock, rules that are not finished, or a path that has no mock
 */
export function definitionOf(
  attempted: string,
  source: MockSource,
  url?: MockUrl,
  options: MockOptions = {},
): MockDefinition {
  const given = isMockCollection(source) ? endpointFor(attempted, source, url).mock : source
  if (isMockDefinition(given)) return { ...given, options: { ...given.options, ...options } }
  if (Array.isArray(given) || typeof given === 'function') return mock(given, options)
  throw mistake(attempted, 'the mock is neither rules nor mock(rules)', 'Give an array: [on(…).reply(…)]')
}

function endpointFor(attempted: string, collection: MockCollection, url: MockUrl | undefined): MockEndpoint {
  const { endpoints, text } = collection
  const [only] = endpoints
  if (only !== undefined && endpoints.length === 1) return only
  const path = url === undefined ? undefined : pathOf(url)
  const found =
    path === undefined
      ? undefined
      : (endpoints.find((endpoint) => endpoint.path === path) ??
        endpoints.find(
          (endpoint) => compileUrl(attempted, endpoint.path).match(`ws://any${path}`) !== undefined,
        ))
  if (found !== undefined) return found
  throw mistake(
    attempted,
    endpoints.length === 0
      ? `${text} has no endpoint`
      : `${text} has several endpoints, and none ${path === undefined ? 'is named' : `for ${path}`}`,
    endpoints.length === 0
      ? 'Add one to it'
      : `Use a URL with one of the paths ${endpoints.map((each) => each.path).join(', ')}`,
  )
}

/** The path of an address as it is written, with its `:param`s. */
function pathOf(url: MockUrl): string | undefined {
  if (typeof url !== 'string' && !(url instanceof URL)) return undefined
  const path = String(url).replace(/^[A-Za-z][A-Za-z\d+.-]*:\/\/[^/]*/, '')
  return path === '' ? '/' : path
}
