// Deep equality of messages, as `exactly` and `ref` mean it, and where two messages differ. Fields that hold
// undefined count as missing, as they are on the wire; bytes equal bytes, whatever holds them.
import { copyBytes, isBytes } from '../wire/frame.ts'
import { type Mismatch, below } from './mismatch.ts'
import { showValue } from './show.ts'

interface Fields {
  readonly [field: string]: unknown
}

export function isEqual(expected: unknown, actual: unknown): boolean {
  if (Object.is(expected, actual)) return true
  if (typeof expected !== 'object' || typeof actual !== 'object' || expected === null || actual === null)
    return false
  if (Array.isArray(expected)) return Array.isArray(actual) && areItemsEqual(expected, actual)
  if (isBytes(expected)) return isBytes(actual) && areBytesEqual(copyBytes(expected), copyBytes(actual))
  if (Array.isArray(actual) || isBytes(actual)) return false
  return areFieldsEqual({ ...expected }, { ...actual })
}

function areBytesEqual(expected: Uint8Array, actual: Uint8Array): boolean {
  return expected.length === actual.length && expected.every((byte, index) => byte === actual[index])
}

function areItemsEqual(expected: readonly unknown[], actual: readonly unknown[]): boolean {
  return expected.length === actual.length && expected.every((item, index) => isEqual(item, actual[index]))
}

function areFieldsEqual(expected: Fields, actual: Fields): boolean {
  return allFields(expected, actual).every((field) => isEqual(expected[field], actual[field]))
}

/** Where two unequal messages differ, each place once. */
export function differences(expected: unknown, actual: unknown): Mismatch[] {
  if (isEqual(expected, actual)) return []
  if (Array.isArray(expected) && Array.isArray(actual) && expected.length === actual.length) {
    return expected.flatMap((item, index) =>
      differences(item, actual[index]).map((one) => below([index], one)),
    )
  }
  if (isFields(expected) && isFields(actual)) {
    return allFields(expected, actual).flatMap((field) =>
      differences(expected[field], actual[field]).map((one) => below([field], one)),
    )
  }
  return [{ path: [], expected: expected === undefined ? 'nothing' : showValue(expected), actual }]
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isBytes(value)
}

function allFields(expected: Fields, actual: Fields): string[] {
  return [...new Set([...Object.keys(expected), ...Object.keys(actual)])]
}
