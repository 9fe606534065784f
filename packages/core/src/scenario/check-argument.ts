// Refusing what cannot be meant in one step, where it is written: durations, messages, handshakes, ways to close.
import { checkOptionNames, mistake } from '../errors.ts'
import { checkPattern } from '../match/check.ts'
import { isObjectPattern } from '../match/pattern-kind.ts'
import { showValue } from '../match/show.ts'
import type { Sendable } from '../mock/sendable.ts'
import { jsonCodec } from '../wire/codec.ts'
import { copyBytes, isBytes } from '../wire/frame.ts'
import { holdsMatcher } from '../match/filled-in.ts'
import type { ConnectOptions, ExpectCloseStep } from './step.ts'

/** @throws MistakeError unless it is a number of ms, 0 or more */
export function checkDuration(attempted: string, what: string, ms: unknown): void {
  if (typeof ms === 'number' && ms >= 0 && ms < Infinity) return
  throw mistake(attempted, `${what} is ${showValue(ms)}`, 'Give a number of ms, 0 or more')
}

/** The message as a step may keep it: bytes are copied. @throws MistakeError when it cannot be sent */
export function ownMessage(attempted: string, message: Sendable): Sendable {
  if (message === undefined) {
    throw mistake(attempted, 'the message is undefined', 'Give a string, bytes, or a value that can be JSON')
  }
  if (isBytes(message)) return copyBytes(message)
  // What a matcher will stand for is known when the step is performed, and checked then.
  if (!holdsMatcher(message)) jsonCodec.encode(message)
  return message
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/** @throws MistakeError for what no handshake can carry (RFC 6455 section 4.1, RFC 9110 section 5) */
export function checkHandshake(attempted: string, options: ConnectOptions): ConnectOptions {
  checkOptionNames(attempted, options, ['protocols', 'headers', 'params', 'query'])
  const { protocols = [], headers = {}, params = {}, query = {} } = options
  if (!Array.isArray(protocols))
    throw mistake(attempted, 'protocols is not a list', "Write protocols: ['v1']")
  for (const [index, protocol] of protocols.entries()) {
    if (typeof protocol !== 'string' || !TOKEN.test(protocol)) {
      throw mistake(
        attempted,
        `${showValue(protocol)} is not a subprotocol`,
        'Use letters, digits and -._~ without spaces',
      )
    }
    if (protocols.indexOf(protocol) !== index) {
      throw mistake(attempted, `the subprotocol ${showValue(protocol)} is offered twice`, 'Offer it once')
    }
  }
  for (const [name, value] of Object.entries(headers)) {
    if (!TOKEN.test(name))
      throw mistake(attempted, `${showValue(name)} is not a header name`, 'Use letters, digits and -')
    if (typeof value !== 'string' || /[\r\n\0]/.test(value)) {
      throw mistake(attempted, `the header ${name} is ${showValue(value)}`, 'Give a string of one line')
    }
  }
  for (const [name, value] of Object.entries(params)) {
    if (typeof value !== 'string' || value === '') {
      throw mistake(
        attempted,
        `the path parameter ${showValue(name)} is ${showValue(value)}`,
        'Give a string that is not empty',
      )
    }
  }
  for (const [name, value] of Object.entries(query)) {
    if (typeof value !== 'string') {
      throw mistake(attempted, `the query's ${showValue(name)} is ${showValue(value)}`, 'Give a string')
    }
  }
  return options
}

/** The pattern of a close. @throws MistakeError for a code that no client ever sees, or anything but code and reason */
export function checkClosePattern(attempted: string, close: unknown): ExpectCloseStep['pattern'] {
  const pattern = typeof close === 'number' ? { code: close } : close
  if (
    typeof pattern !== 'object' ||
    pattern === null ||
    !isObjectPattern(pattern) ||
    !Object.keys(pattern).every(isPartOfClose)
  ) {
    throw mistake(
      attempted,
      `${showValue(close)} is not how a connection ends`,
      'Give a code, or { code, reason }',
    )
  }
  checkPattern(pattern, attempted)
  const { code } = pattern
  if (typeof code === 'number' && !(Number.isInteger(code) && code >= 1000 && code <= 4999)) {
    throw mistake(
      attempted,
      `${code} is not a close code`,
      'Use 1000-4999; 1005 is a close without code, 1006 a cut',
    )
  }
  return pattern
}

function isPartOfClose(key: string): boolean {
  return key === 'code' || key === 'reason'
}
