// Close codes: which may be sent, and their names (RFC 6455 section 7.4 and the IANA registry).
import { mistake } from '../errors.ts'
import { byteLength } from './frame.ts'

/** The close frame carried no code (RFC 6455 section 7.1.5): what stands for that, and never travels itself. */
export const NO_STATUS = 1005
/** The connection ended without a close handshake (RFC 6455 section 7.1.5). Never sent. */
export const ABNORMAL = 1006

const NAMES: Readonly<Record<number, string>> = {
  1000: 'normal closure',
  1001: 'going away',
  1002: 'protocol error',
  1003: 'unsupported data',
  1005: 'no status received',
  1006: 'abnormal closure',
  1007: 'invalid payload',
  1008: 'policy violation',
  1009: 'message too big',
  1010: 'mandatory extension',
  1011: 'internal error',
  1012: 'service restart',
  1013: 'try again later',
  1014: 'bad gateway',
}

/** The registered name of a close code, or undefined: `1001` is `going away`. */
export function closeCodeName(code: number): string | undefined {
  return NAMES[code]
}

/** Whether a code may travel in a close frame: 1000-1003, 1007-1014, 3000-4999. */
export function isSendableCloseCode(code: number): boolean {
  if (!Number.isInteger(code)) return false
  if (code >= 3000 && code <= 4999) return true
  return code >= 1000 && code <= 1014 && code !== 1004 && code !== NO_STATUS && code !== ABNORMAL
}

/**
 * Refuses a code or reason that cannot travel in a close frame.
 *
 * @param attempted the call as the author wrote it, for the sentence
 * @throws MistakeError
 */
export function checkClose(attempted: string, code: number, reason: string): void {
  if (!isSendableCloseCode(code)) {
    const why =
      code === NO_STATUS || code === ABNORMAL
        ? `${code} (${NAMES[code]}) is what a peer sees when no close frame came; it cannot be sent`
        : `${code} is not a close code that may be sent`
    const remedy =
      code === ABNORMAL ? 'Use cut() to end the connection abruptly' : 'Use 1000-1003, 1007-1014 or 3000-4999'
    throw mistake(attempted, why, remedy)
  }
  if (typeof reason !== 'string')
    throw mistake(attempted, 'the reason is not a string', 'Give a text of at most 123 bytes')
  const bytes = byteLength(reason)
  if (bytes > 123) {
    throw mistake(
      attempted,
      `the reason has ${bytes} bytes and a close frame holds 123`,
      'Shorten the reason',
    )
  }
}

/**
 * The same for a mock, which closes without a code where 1005 is given, as `close()` of the `ws` package does.
 *
 * @throws MistakeError
 */
export function checkMockClose(attempted: string, code: number, reason: string): void {
  if (code !== NO_STATUS) checkClose(attempted, code, reason)
  else if (reason !== '')
    throw mistake(attempted, 'a close frame without a code has no place for a reason', 'Leave the reason out')
}
