// Streams of a file: which item the nth message is, and what it says.
import type { RuleContext } from '../../mock/context.ts'
import { seededDraws } from '../../mock/random.ts'
import type { Sendable } from '../../mock/sendable.ts'
import type { SharedItem, StreamPlan } from '../../mock/stream.ts'
import type { MockClient } from '../../mock/client.ts'
import type { StreamData } from '../mock-file/model.ts'
import type { FilePath } from '../problem.ts'
import type { Scope } from '../templates/scope.ts'
import { conditionMaker } from './condition.ts'
import { type Maker, messageMaker } from './message.ts'
import type { Scopes } from './scope.ts'
import type { Workshop } from './workshop.ts'

/** A stream's plan for one run. */
export type StreamMaker = (scopes: Scopes) => StreamPlan

/**
 * Compiles a stream whose shape is known to be right.
 *
 * @param isShared one stream for many: what an item says may differ from one recipient to the next, its turn does not
 */
export function streamMaker(
  data: StreamData,
  isShared: boolean,
  seed: number,
  path: FilePath,
  workshop: Workshop,
): StreamMaker {
  const { order = 'inTurn', everyMs, times = Infinity, name = 'stream' } = data
  const items = data.items.map((item, index) => ({
    send: messageMaker(item.send, [...path, 'items', index, 'send'], workshop),
    where:
      item.where === undefined
        ? undefined
        : conditionMaker(item.where, [...path, 'items', index, 'where'], workshop),
  }))
  for (const [index, item] of data.items.entries()) {
    if (item.where === undefined || order === 'firstMatch') continue
    workshop.report(
      [...path, 'items', index, 'where'],
      `in a stream that goes ${order} every item has its turn`,
      'Use order: firstMatch, or leave where out',
    )
  }
  const place =
    order === 'random' ? seededDraws(data.seed ?? seed, items.length) : (n: number) => n % items.length
  const chosen = (n: number, scope: Scope): Maker<Sendable> | undefined =>
    order === 'firstMatch'
      ? items.find(({ where }) => where === undefined || where.make(scope))?.send
      : items[place(n)]?.send
  const asksWho =
    items.some(({ send }) => send.asksWho) ||
    (order === 'firstMatch' && items.some(({ where }) => where?.asksWho === true))
  const plan = { name, everyMs, times }
  if (!isShared) {
    return (scopes) => ({
      ...plan,
      item: (n: number, { client, now }: RuleContext): Sendable | undefined => {
        const scope = scopes.ofStream(client, n, now)
        return chosen(n, scope)?.make(scope)
      },
    })
  }
  return (scopes) => ({
    ...plan,
    item: (n: number, now: number): SharedItem => {
      if (!asksWho) {
        const scope = scopes.ofNobody(n, now)
        return chosen(n, scope)?.make(scope)
      }
      return (client: MockClient) => {
        scopes.run.beginDraws(n)
        const scope = scopes.ofStream(client, n, now)
        return chosen(n, scope)?.make(scope)
      }
    },
  })
}
