// A breach of a contract in words.
import { showKey } from '../match/show.ts'
import type { Breach } from './reading.ts'

/** Each issue on its own: `text: expected a string`. */
export function issueTexts({ why, issues }: Breach): readonly string[] {
  const reason = REASONS[why]
  const texts = issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
  return why === 'invalid' ? texts : [reason, ...texts]
}

/** What the breach is, as the end of a sentence: `say breaks the contract chat: text: expected a string`. */
export function breachText(contract: string, breach: Breach): string {
  const what = breach.name === undefined ? 'it' : showKey(breach.name)
  return `${what} breaks the contract ${contract}: ${issueTexts(breach).join('; ')}`
}

const REASONS: Readonly<Record<Breach['why'], string>> = {
  invalid: 'its schema refuses it',
  unknown: 'the contract has no such message',
  wrongWay: 'that message goes the other way',
  nameless: 'it is none of the messages of the contract',
  unreadable: "the contract's codec cannot read it",
}
