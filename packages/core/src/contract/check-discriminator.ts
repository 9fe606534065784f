// Refuses a discriminator that is none, or that a contract's codec leaves no place for.
import { checkOptionNames, mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'
import type { Discriminator } from './definition.ts'

/** @throws MistakeError saying what there is to choose from */
export function checkDiscriminator(attempted: string, given: unknown, codec: unknown): Discriminator {
  const discriminator = readDiscriminator(`${attempted}, discriminator`, given)
  if ((codec === 'text' || codec === 'binary') && discriminator !== 'firstThatFits') {
    throw mistake(
      attempted,
      `its messages are ${codec === 'text' ? 'text' : 'bytes'}, in which no name can be found`,
      "Give discriminator: 'firstThatFits', or a codec { encode, decode } that makes objects of them",
    )
  }
  return discriminator
}

function readDiscriminator(where: string, given: unknown): Discriminator {
  if (typeof given === 'string' && given !== '') return given
  if (typeof given === 'object' && given !== null) {
    const keys = 'field' in given ? FIELD_KEYS : 'path' in given ? PATH_KEYS : POSITION_KEYS
    checkOptionNames(where, given, keys)
    if (isDiscriminator(given)) return given
  }
  throw mistake(
    where,
    `it is ${showValue(given)}`,
    "Use a field, { field, payload }, { path: […] }, { position, payload } or 'firstThatFits'",
  )
}

const FIELD_KEYS: readonly string[] = ['field', 'payload', 'names']
const PATH_KEYS: readonly string[] = ['path', 'names']
const POSITION_KEYS: readonly string[] = ['position', 'payload', 'names']

function isDiscriminator(given: object): given is Discriminator & object {
  const names = 'names' in given ? given.names : undefined
  if (names !== undefined && (typeof names !== 'object' || names === null)) return false
  const payload = 'payload' in given ? given.payload : undefined
  if ('field' in given)
    return isName(given.field) && (payload === undefined || (isName(payload) && payload !== given.field))
  if ('path' in given) return Array.isArray(given.path) && given.path.length > 0 && given.path.every(isName)
  if (!('position' in given) || !isPlace(given.position)) return false
  return payload === undefined || (isPlace(payload) && payload !== given.position)
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

function isPlace(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0
}
