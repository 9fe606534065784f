// Values that are judged by the ones before them in the same scope: never the same, always more.
import { mistake } from '../../errors.ts'
import { defineMatcher, type Matcher } from '../matcher.ts'
import type { Memory } from '../memory.ts'
import type { Mismatch } from '../mismatch.ts'
import { showText, showValue } from '../show.ts'

const DEFAULT_SCOPE = 'default'

/**
 * A value that `unique` did not meet before in its scope: a text, or with `'integer'` a whole number.
 * Its example is a new one each time: `'default-1'`, `'default-2'`…
 *
 * @param scope values are compared within a scope; `'default'`, if left out
 */
export function unique(scope?: string, kind?: 'text'): Matcher<string>
export function unique(scope: string | undefined, kind: 'integer'): Matcher<number>
export function unique(scope?: string, kind: 'text' | 'integer' = 'text'): Matcher<string | number> {
  checkScope('unique', scope)
  const key = scope ?? DEFAULT_SCOPE
  const isOfKind = (value: unknown): value is string | number =>
    kind === 'text' ? typeof value === 'string' : Number.isSafeInteger(value)
  const make = (count: number): string | number => (kind === 'text' ? `${key}-${count}` : count)
  return defineMatcher('unique', [scope, kind === 'text' ? undefined : kind], {
    test(value, memory) {
      if (!isOfKind(value) || memory.hasSeen(key, value)) return false
      memory.see(key, value)
      return true
    },
    explain: (value, memory) => [explainUnique(value, isOfKind(value) && memory.hasSeen(key, value), kind)],
    example(memory) {
      let count = (memory.lastExampleOf(`unique ${key}`) ?? 0) + 1
      while (memory.hasSeen(key, make(count))) count++
      memory.countExample(`unique ${key}`, count)
      return make(count)
    },
  })
}

function explainUnique(actual: unknown, isRepeated: boolean, kind: 'text' | 'integer'): Mismatch {
  const expected =
    kind === 'text' ? 'a text that did not come before' : 'a whole number that did not come before'
  if (isRepeated) return { path: [], expected, actual, hint: 'it came before' }
  if (kind === 'text' && typeof actual === 'number') {
    return { path: [], expected, actual, hint: "for numbers there is unique(scope, 'integer')" }
  }
  return { path: [], expected, actual }
}

/**
 * A number strictly greater than the last one in its scope. Its example is one more than the last, from 1.
 *
 * @param scope values are compared within a scope; `'default'`, if left out
 */
export function increasing(scope?: string): Matcher<number> {
  checkScope('increasing', scope)
  const key = scope ?? DEFAULT_SCOPE
  return defineMatcher('increasing', [scope], {
    test(value, memory) {
      if (typeof value !== 'number' || !(value > (memory.lastOf(key) ?? -Infinity))) return false
      memory.rise(key, value)
      return true
    },
    explain(actual, memory) {
      const last = memory.lastOf(key)
      return [
        { path: [], expected: last === undefined ? 'a number' : `a number greater than ${last}`, actual },
      ]
    },
    example: (memory) => nextExample(memory, key),
  })
}

function nextExample(memory: Memory, scope: string): number {
  const last = Math.max(memory.lastOf(scope) ?? 0, memory.lastExampleOf(`increasing ${scope}`) ?? 0)
  const next = Math.floor(last) + 1
  memory.countExample(`increasing ${scope}`, next)
  return next
}

function checkScope(of: string, scope: string | undefined): void {
  if (scope === undefined || (typeof scope === 'string' && scope !== '')) return
  throw mistake(
    `${of}(${showValue(scope)})`,
    'the scope is not a name',
    `Write ${of}(${showText('messages')})`,
  )
}
