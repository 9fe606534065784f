// Which request a server's answer belongs to. Where an answer does not say it, several requests may be meant: then they
// are known to be answered when as many answers have come as there are requests, and not before.
import type { Asked } from './history.ts'

export interface Awaiting {
  readonly asked: Asked
  /** Requests of which one is as good as the other: the same thing asked for twice. */
  readonly about: unknown
  readonly key: string | undefined
  /** The field in which the answer carries the key, if it does. */
  readonly keyField: string | undefined
  readonly id: string | undefined
  readonly idField: string | undefined
  /** Whether only an answer with its id is one: a delivery that the sender gets, too, is no answer to others. */
  readonly needsId: boolean
  /** How many answers have come that may have been for it. */
  heard: number
}

/** The open requests of one connection, by the name of the answer. */
export class Acknowledgements {
  readonly #open = new Map<string, Awaiting[]>()

  expect(answer: string, awaiting: Awaiting): void {
    const open = this.#open.get(answer)
    if (open === undefined) this.#open.set(answer, [awaiting])
    else open.push(awaiting)
  }

  /** Takes an answer; returns the requests that are answered now. */
  take(answer: string, textOf: (field: string) => string | undefined): readonly Awaiting[] {
    const open = this.#open.get(answer)
    if (open === undefined || open.length === 0) return []
    const first = open[0]
    if (first === undefined) return []
    if (open.length === 1) {
      if (!fits(first, textOf)) return []
      open.length = 0
      return [first]
    }
    const exact = open.findIndex((one) => one.id !== undefined && isTold(one, textOf))
    if (exact !== -1) return open.splice(exact, 1)
    const meant = open.filter((one) => fits(one, textOf))
    const oldest = meant[0]
    if (oldest === undefined) return []
    // Any of the same is the oldest of them: together they cover the same time.
    if (meant.every((one) => one.about === oldest.about && one.id === undefined)) {
      open.splice(open.indexOf(oldest), 1)
      return [oldest]
    }
    for (const one of meant) one.heard++
    if (oldest.heard < meant.length) return []
    const answered = new Set(meant)
    this.#open.set(
      answer,
      open.filter((one) => !answered.has(one)),
    )
    return meant
  }
}

type TextOf = (field: string) => string | undefined

/** Whether the answer names it. */
function isTold({ id, idField }: Awaiting, textOf: TextOf): boolean {
  return idField !== undefined && textOf(idField) === id
}

/** Whether the answer may be for it. */
function fits(awaiting: Awaiting, textOf: TextOf): boolean {
  const { id, idField, key, keyField, needsId } = awaiting
  const itsId = idField === undefined ? undefined : textOf(idField)
  if (needsId && itsId === undefined) return false
  if (id !== undefined && itsId !== undefined && itsId !== id) return false
  const itsKey = keyField === undefined || key === undefined ? undefined : textOf(keyField)
  return itsKey === undefined || itsKey === key
}
