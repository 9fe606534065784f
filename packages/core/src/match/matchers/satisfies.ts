// The matcher made of a function.
import { mistake } from '../../errors.ts'
import { accepts } from '../accepts.ts'
import { defineMatcher, type Matcher } from '../matcher.ts'
import type { Predicate } from '../pattern.ts'
import { showValue } from '../show.ts'
import { withCheckedExample } from './own-example.ts'

/**
 * A value that a predicate holds for. An error that the predicate throws is passed on as it is.
 *
 * The predicate is only asked about values of the example's kind (a text, a number, a list…), so it may take that
 * type; a type guard takes any value and types the message.
 *
 * @param name what to call it in messages. Printed source imports the matcher by this name, so export it as this
 * @param example a value that the predicate holds for
 */
export function satisfies<T>(
  name: string,
  predicate: (value: unknown) => value is T,
  example: NoInfer<T>,
): Matcher<T>
export function satisfies<T>(name: string, predicate: (value: T) => boolean, example: T): Matcher<T>
export function satisfies<T>(name: string, predicate: (value: T) => boolean, example: T): Matcher<T> {
  if (typeof name !== 'string' || name === '') {
    throw mistake('satisfies(name, predicate, example)', 'it has no name', 'Name it as it is exported')
  }
  if (typeof predicate !== 'function') {
    throw mistake(`satisfies('${name}')`, `${showValue(predicate)} is not a function`, 'Give a predicate')
  }
  const kind = kindOf(example)
  const asked: Predicate = (value) => kindOf(value) === kind && predicate(value as T)
  const matcher = defineMatcher<T>('satisfies', [name, predicate, example], {
    importName: name,
    test: (value, memory) => accepts(asked, value, memory),
    example: () => example,
  })
  return withCheckedExample(matcher, example)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (ArrayBuffer.isView(value)) return 'bytes'
  return Array.isArray(value) ? 'array' : typeof value
}
