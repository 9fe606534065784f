// States of the world that a scenario begins in: named, not described. Who brings them about is whoever runs it.
import { checkOptionNames, mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'
import { holdsMatcher } from '../match/filled-in.ts'

/** A state, and what it is about. */
export interface GivenState {
  /** As a sentence: `the room lobby exists`. */
  readonly state: string
  /** What the state is made with. Default: nothing. */
  readonly params?: Readonly<Record<string, unknown>>
}

/** A state: its name, or its name and what it is made with. */
export type Given = string | GivenState

/** @throws MistakeError for anything but states */
export function checkGiven(attempted: string, given: unknown): readonly GivenState[] {
  if (given === undefined) return []
  if (!Array.isArray(given)) {
    throw mistake(
      attempted,
      `given is ${showValue(given)}`,
      "Give a list of states: ['the room lobby exists']",
    )
  }
  return given.map((one: unknown, index) => checkState(`${attempted}, given[${index}]`, one))
}

function checkState(attempted: string, one: unknown): GivenState {
  if (typeof one === 'string' && one !== '') return { state: one }
  const remedy = "Give its name, or { state: 'the room exists', params: { … } }"
  if (typeof one !== 'object' || one === null || !('state' in one)) {
    throw mistake(attempted, `${showValue(one)} is no state`, remedy)
  }
  checkOptionNames(attempted, one, ['state', 'params'])
  const { state } = one
  const params = 'params' in one ? one.params : undefined
  if (typeof state !== 'string' || state === '') {
    throw mistake(attempted, `the state is ${showValue(state)}`, remedy)
  }
  if (params === undefined) return { state }
  if (typeof params !== 'object' || params === null || Array.isArray(params) || holdsMatcher(params)) {
    throw mistake(attempted, `params is ${showValue(params)}`, 'Give an object of plain values')
  }
  return { state, params: { ...params } }
}
