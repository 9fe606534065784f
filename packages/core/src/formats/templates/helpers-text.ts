// Helpers for texts and their encodings.
import { Buffer } from 'node:buffer'
import { asText, type Call, type Helpers } from './helper.ts'

/** The argument, or the block where there is none. */
const argumentOrBlock = ({ args, block, self }: Call): string =>
  args.length === 0 ? block(self) : asText(args[0])

const recoded =
  (from: BufferEncoding, to: BufferEncoding) =>
  (call: Call): unknown =>
    call.safe(Buffer.from(argumentOrBlock(call), from).toString(to))

const textOr = (value: unknown): string => (typeof value === 'object' ? '' : asText(value))

const padded =
  (side: 'padStart' | 'padEnd') =>
  ({ args: [value, length, fill] }: Call): string =>
    value === undefined ? '' : asText(value)[side](Math.min(Number(length ?? 0), 10_000), asText(fill ?? ' '))

const jwtPart =
  (index: 0 | 1) =>
  ({ args: [token, key] }: Call): unknown => {
    if (typeof token !== 'string') return undefined
    const part = token.replace(/^Bearer /, '').split('.')[index] ?? ''
    try {
      const content: unknown = JSON.parse(Buffer.from(part, 'base64').toString('utf8'))
      if (key === undefined) return content
      const isThere = typeof content === 'object' && content !== null && Object.hasOwn(content, asText(key))
      return isThere ? Reflect.get(content, asText(key)) : undefined
    } catch {
      // No token: nothing is in it.
      return undefined
    }
  }

export const textHelpers: Helpers = {
  base64: recoded('utf8', 'base64'),
  base64Decode: recoded('base64', 'utf8'),
  base64url: recoded('utf8', 'base64url'),
  base64urlDecode: recoded('base64url', 'utf8'),
  concat: ({ args }) => {
    const [first, ...others] = args
    return Array.isArray(first)
      ? others.reduce<unknown[]>((list, each) => list.concat(each), [...(first as unknown[])])
      : args.map((each) => (each === undefined || each === null ? String(each) : asText(each))).join('')
  },
  includes: ({ args: [text, part] }) => textOr(text).includes(textOr(part)),
  indexOf: ({ args: [text, part, from] }) =>
    textOr(text).indexOf(textOr(part), from === undefined ? undefined : Number(from)),
  jwtHeader: jwtPart(0),
  jwtPayload: jwtPart(1),
  lowercase: ({ args: [text] }) => asText(text).toLowerCase(),
  newline: () => '\n',
  padEnd: padded('padEnd'),
  padStart: padded('padStart'),
  replace: ({ args: [text, part, other] }) =>
    typeof text === 'string' && typeof part === 'string' && typeof other === 'string' && part !== ''
      ? text.replace(part, other)
      : textOr(other === undefined ? '' : text),
  replaceAll: ({ args: [text, part, other] }) =>
    typeof text === 'string' && typeof part === 'string' && typeof other === 'string' && part !== ''
      ? text.replaceAll(part, other)
      : textOr(other === undefined ? '' : text),
  split: ({ args: [text, separator] }) => {
    if (typeof text !== 'string' || text === '') return ''
    return text.split(typeof separator === 'string' && separator !== '' ? separator : ' ')
  },
  substr: ({ args: [text, from, length] }) => {
    const whole = textOr(text)
    const start = from === undefined ? 0 : Number(from)
    const begin = start < 0 ? Math.max(0, whole.length + start) : start
    return length === undefined ? whole.slice(begin) : whole.slice(begin, begin + Math.max(0, Number(length)))
  },
  uppercase: ({ args: [text] }) => asText(text).toUpperCase(),
}
