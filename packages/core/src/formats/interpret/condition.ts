// Circumstances of a file: who speaks, what is said, how often, what is kept.
import { matches } from '../../match/match.ts'
import type { Pattern } from '../../match/pattern.ts'
import { dottedParts, valueAt } from '../json-path.ts'
import type { ConditionData, PatternData } from '../mock-file/model.ts'
import type { FilePath } from '../problem.ts'
import type { Scope } from '../templates/scope.ts'
import { comparison } from './compare.ts'
import { type Maker, textMaker } from './message.ts'
import { messageTest, patternOf } from './pattern.ts'
import type { Workshop } from './workshop.ts'

/** What is asked of who speaks. */
const FACTS: Readonly<Record<string, (scope: Scope) => unknown>> = {
  url: ({ who }) => who.url,
  request: ({ who }) => who.request,
  path: ({ who }) => who.path,
  params: ({ who }) => who.params,
  query: ({ who }) => who.query,
  headers: ({ who }) => who.headers,
  cookies: ({ who }) => who.cookies,
  protocols: ({ who }) => who.protocols,
  user: ({ who }) => who.user,
}

/** Compiles a condition whose shape is known to be right. */
export function conditionMaker(data: ConditionData, path: FilePath, workshop: Workshop): Maker<boolean> {
  const parts = Object.entries(data).map(([word, value]) => partMaker(word, value, [...path, word], workshop))
  const [only] = parts
  if (only !== undefined && parts.length === 1) return only
  return every(parts)
}

function every(parts: readonly Maker<boolean>[]): Maker<boolean> {
  return {
    asksWho: parts.some(({ asksWho }) => asksWho),
    make: (scope) => parts.every((part) => part.make(scope)),
  }
}

function partMaker(word: string, value: unknown, path: FilePath, workshop: Workshop): Maker<boolean> {
  const fact = Object.hasOwn(FACTS, word) ? FACTS[word] : undefined
  if (fact !== undefined) return testing(true, fact, patternOf(value as PatternData, path, workshop))
  switch (word) {
    case 'message':
      return { asksWho: true, make: messageTest(value as PatternData, path, workshop) }
    case 'messageNumber':
      return testing(false, ({ number }) => number, patternOf(value as PatternData, path, workshop))
    case 'data': {
      const { of, is } = value as NonNullable<ConditionData['data']>
      const parts = dottedParts(of)
      const found = (scope: Scope): unknown => valueAt(scope.run.buckets.all(scope), parts)
      return testing(true, found, patternOf(is, [...path, 'is'], workshop))
    }
    case 'value': {
      const { of, is } = value as NonNullable<ConditionData['value']>
      const text = textMaker(of, [...path, 'of'], workshop)
      return testing(text.asksWho, text.make, patternOf(is, [...path, 'is'], workshop))
    }
    case 'compare':
      return comparison(value as NonNullable<ConditionData['compare']>, path, workshop)
    case 'not': {
      const one = conditionMaker(value as ConditionData, path, workshop)
      return { asksWho: one.asksWho, make: (scope) => !one.make(scope) }
    }
    default: {
      const all = (value as readonly ConditionData[]).map((each, index) =>
        conditionMaker(each, [...path, index], workshop),
      )
      if (word === 'all') return every(all)
      return {
        asksWho: all.some(({ asksWho }) => asksWho),
        make: (scope) => all.some((each) => each.make(scope)),
      }
    }
  }
}

function testing(asksWho: boolean, find: (scope: Scope) => unknown, pattern: Pattern): Maker<boolean> {
  return { asksWho, make: (scope) => matches(pattern, find(scope)) }
}
