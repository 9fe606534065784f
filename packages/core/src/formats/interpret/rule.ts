// Rules of a file, as rules of core. A choice becomes several rules, of which one applies each time.
import type { Action } from '../../mock/action.ts'
import type { RuleContext } from '../../mock/context.ts'
import { seededDraws } from '../../mock/random.ts'
import type { Rule, RuleEvent } from '../../mock/rule.ts'
import type { State } from '../../mock/state.ts'
import type { Pattern } from '../../match/pattern.ts'
import type { ActionData, ChooseData, PatternData, RuleData } from '../mock-file/model.ts'
import type { FilePath } from '../problem.ts'
import { actionMaker, type ActionMaker, checkActions, type RuleWord, verbOf } from './action.ts'
import { conditionMaker } from './condition.ts'
import type { Maker } from './message.ts'
import { messageTest, patternOf } from './pattern.ts'
import type { Scopes } from './scope.ts'
import type { Workshop } from './workshop.ts'

/** The rules of one of a file, for one run. */
export type RuleMaker = (scopes: Scopes) => readonly Rule[]

const EVENTS: Readonly<Record<RuleWord, RuleEvent>> = {
  on: 'message',
  onConnect: 'connect',
  onClose: 'close',
  onPing: 'ping',
}

/**
 * Compiles a rule whose shape is known to be right.
 *
 * @param title for messages: `/chat rules[2]`
 */
export function ruleMaker(
  data: RuleData,
  title: string,
  seed: number,
  path: FilePath,
  workshop: Workshop,
): RuleMaker {
  const word =
    (['on', 'onConnect', 'onClose', 'onPing'] as const).find((each) => Object.hasOwn(data, each)) ?? 'on'
  checkActions(word, data.do, [...path, 'do'], workshop)
  const what = data[word]
  const at = [...path, word]
  const pattern: Pattern | undefined =
    word === 'on' || what === true ? undefined : patternOf(what as PatternData, at, workshop)
  const said = word === 'on' ? messageTest(what as PatternData, at, workshop) : undefined
  const where =
    data.where === undefined ? undefined : conditionMaker(data.where, [...path, 'where'], workshop)
  const base = {
    event: EVENTS[word],
    pattern,
    text: `${title}, ${word}(${what === true ? '' : JSON.stringify(what)})`,
    changesMessage: false,
  }
  const variants = variantsOf(data.do, seed, [...path, 'do'], word, workshop)
  return (scopes) =>
    variants.map(({ makers, choice }) => {
      const applies = choice?.applies(scopes)
      const holds =
        said === undefined && where === undefined && applies === undefined
          ? undefined
          : (context: RuleContext): boolean => {
              const scope = scopes.of(context)
              if (said !== undefined && !said(scope)) return false
              if (where !== undefined && !where.make(scope)) return false
              return applies === undefined || applies(context)
            }
      return {
        ...base,
        where: holds === undefined ? undefined : { holds },
        actions: makers.map((make): Action => make(scopes)),
        begin: choice?.begin,
      }
    })
}

interface Choice {
  /** Whether it is this one's turn. */
  readonly applies: (scopes: Scopes) => (context: RuleContext) => boolean
  /** Called when it has been chosen. */
  readonly begin: ((context: RuleContext) => void) | undefined
}

interface Variant {
  readonly makers: readonly ActionMaker[]
  readonly choice: Choice | undefined
}

function variantsOf(
  actions: readonly ActionData[],
  seed: number,
  path: FilePath,
  word: RuleWord,
  workshop: Workshop,
): readonly Variant[] {
  const make = (data: ActionData, at: FilePath): ActionMaker => actionMaker(data, seed, at, workshop)
  const places = actions.flatMap((data, index) => (verbOf(data) === 'choose' ? [index] : []))
  const [place, another] = places
  const choose = place === undefined ? undefined : actions[place]?.choose
  if (place === undefined || choose === undefined) {
    return [{ makers: actions.map((data, index) => make(data, [...path, index])), choice: undefined }]
  }
  if (another !== undefined)
    workshop.report([...path, another, 'choose'], 'a rule has room for one choice', 'Make it two rules')
  const before = actions.slice(0, place).map((data, index) => make(data, [...path, index]))
  const after = actions.slice(place + 1).map((data, index) => make(data, [...path, place + 1 + index]))
  const at = [...path, place, 'choose', 'from']
  const choices = choicesOf(choose, seed, at, workshop)
  return choose.from.map((branch, index) => {
    const inside = [...at, index, 'do']
    checkActions(
      word,
      [...actions.slice(0, place), ...branch.do, ...actions.slice(place + 1)],
      inside,
      shifted(workshop, inside, place),
    )
    return {
      makers: [...before, ...branch.do.map((data, n) => make(data, [...inside, n])), ...after],
      choice: choices[index],
    }
  })
}

/** Takes down the paths of a branch that is checked in its place among the actions around it. */
function shifted(workshop: Workshop, inside: FilePath, place: number): Workshop {
  return Object.assign(Object.create(workshop) as Workshop, {
    report(path: FilePath, why: string, remedy: string): void {
      const [index, ...rest] = path.slice(inside.length)
      const here = typeof index === 'number' ? index - place : 0
      if (here >= 0) workshop.report([...inside, here, ...rest], why, remedy)
    },
  })
}

function choicesOf(
  { from, order = 'inTurn', per = 'connection', atEnd = 'repeat', seed: own }: ChooseData,
  seed: number,
  path: FilePath,
  workshop: Workshop,
): readonly Choice[] {
  const wheres = from.map((branch, index): Maker<boolean> | undefined => {
    if (branch.where === undefined) return undefined
    if (order !== 'firstMatch')
      workshop.report(
        [...path, index, 'where'],
        `a choice that goes ${order} asks nothing`,
        'Use order: firstMatch',
      )
    return conditionMaker(branch.where, [...path, index, 'where'], workshop)
  })
  if (order === 'firstMatch') {
    return wheres.map((where) => ({
      applies: (scopes) => (context) => where === undefined || where.make(scopes.of(context)),
      begin: undefined,
    }))
  }
  const counts = new WeakMap<State, number>()
  const ownerOf = ({ client, state }: RuleContext): State => (per === 'endpoint' ? state : client.state)
  const { length } = from
  const placeOf =
    order === 'random'
      ? seededDraws(own ?? seed, length)
      : (n: number) => (atEnd === 'stay' ? Math.min(n, length - 1) : n % length)
  return from.map((_, index) => ({
    applies: () => (context) => placeOf(counts.get(ownerOf(context)) ?? 0) === index,
    begin: (context) => {
      const owner = ownerOf(context)
      counts.set(owner, (counts.get(owner) ?? 0) + 1)
    },
  }))
}
