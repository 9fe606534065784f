// Helpers that are blocks, and variables of one template.
import { mistake } from '../../errors.ts'
import { asText, type Helpers } from './helper.ts'

/** More rounds than this are a mistake. */
const MOST_ROUNDS = 10_000
/** Names in the private data that belong to the engine. */
const TAKEN: readonly string[] = ['root', '__proto__', 'constructor', 'prototype']

export const controlHelpers: Helpers = {
  repeat: ({ args: [from, to], hash, scope, block, data, self }) => {
    if (from === undefined) throw mistake('repeat', 'it does not say how often', 'Give a number')
    const least = Number(from)
    const total = to === undefined ? least : least + Math.floor(scope.run.random() * (Number(to) - least + 1))
    if (total > MOST_ROUNDS)
      throw mistake('repeat', `${total} rounds are too many`, `Use ${MOST_ROUNDS} at most`)
    const isList = hash['comma'] !== false
    let text = ''
    for (let index = 0; index < total; index++) {
      const isLast = index === total - 1
      text += block(self, { ...data, index, total, first: index === 0, last: isLast })
      if (!isList) continue
      text = text.trimEnd()
      if (!isLast && !text.endsWith(',')) text += ','
      else if (isLast && text.endsWith(',')) text = text.slice(0, -1)
      text += '\n'
    }
    return text
  },
  switch: ({ args: [value], block, data, self }) => {
    data['found'] = false
    data['switchValue'] = value
    return block(self, data)
  },
  case: ({ args: [value], block, data, self }) => {
    if (value !== data['switchValue'] || data['found'] === true) return undefined
    // A `found` of the block's own data would not be seen by the next case.
    for (
      let frame: unknown = data;
      typeof frame === 'object' && frame !== null;
      frame = Reflect.get(frame, '_parent')
    ) {
      Reflect.set(frame, 'found', true)
    }
    return block(self, data)
  },
  default: ({ block, data, self }) => (data['found'] === true ? '' : block(self, data)),
  setVar: ({ args: [name, value], data }) => {
    if (value !== undefined && !TAKEN.includes(asText(name))) data[asText(name)] = value
    return undefined
  },
  getVar: ({ args: [name], data }) => (TAKEN.includes(asText(name)) ? undefined : data[asText(name)]),
}
