// Values that are the same in several messages, across steps and clients: taken by capture, expected by ref.
import { mistake } from '../../errors.ts'
import { accepts } from '../accepts.ts'
import { checkPattern } from '../check.ts'
import { differences, isEqual } from '../equal.ts'
import { exampleIn } from '../example.ts'
import { explain } from '../explain.ts'
import { defineMatcher, type Matcher } from '../matcher.ts'
import type { MessageOf, Pattern } from '../pattern.ts'
import { showText } from '../show.ts'
import { anything } from './presence.ts'

/**
 * Remembers the value under a name, for `ref(name)`. Captured again, the newest value counts. Played, it sends the
 * pattern's example and remembers that.
 *
 * @param pattern what the value must be; anything, if left out
 */
export function capture<T = never>(name: string): Matcher<T>
export function capture<const P extends Pattern>(name: string, pattern: P): Matcher<MessageOf<P>>
export function capture(name: string, pattern?: Pattern): Matcher<unknown> {
  checkName('capture', name)
  const inner: Pattern = pattern === undefined ? anything() : pattern
  checkPattern(inner, `capture(${showText(name)})`)
  return defineMatcher('capture', [name, pattern], {
    test(value, memory) {
      if (!accepts(inner, value, memory)) return false
      memory.capture(name, value)
      return true
    },
    explain: (value, memory) => explain(inner, value, memory),
    example(memory) {
      const example = exampleIn(inner, memory)
      memory.capture(name, example)
      return example
    },
  })
}

/** The value that was captured last under this name. It fits wherever a value of any type is expected. */
export function ref<T = never>(name: string): Matcher<T> {
  checkName('ref', name)
  return defineMatcher<T>('ref', [name], {
    test: (value, memory) => memory.hasCaptured(name) && isEqual(memory.captured(name), value),
    explain(value, memory) {
      if (memory.hasCaptured(name)) {
        const hint = `captured as ${showText(name)}`
        return differences(memory.captured(name), value).map((mismatch) => ({ ...mismatch, hint }))
      }
      const hint = `nothing was captured as ${showText(name)} before`
      return [{ path: [], expected: `ref(${showText(name)})`, actual: value, hint }]
    },
    example(memory) {
      // The type is a promise of the author: the capture may be in another step, or of another client.
      if (memory.hasCaptured(name)) return memory.captured(name) as T
      const remedy = `Put capture(${showText(name)}) in an earlier step`
      throw mistake(`ref(${showText(name)})`, 'nothing was captured under this name before', remedy)
    },
  })
}

function checkName(of: string, name: string): void {
  if (typeof name === 'string' && name !== '') return
  throw mistake(`${of}(…)`, 'it has no name', `Write ${of}('id'), with the same name in capture and ref`)
}
