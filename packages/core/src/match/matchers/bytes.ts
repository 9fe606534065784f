// The matcher of binary messages.
import { mistake } from '../../errors.ts'
import { copyBytes, isBytes } from '../../wire/frame.ts'
import { isEqual } from '../equal.ts'
import { defineMatcher, type Matcher } from '../matcher.ts'
import { showValue } from '../show.ts'

/** Binary content: any, or exactly these bytes. */
export function bytes(content?: Uint8Array | readonly number[]): Matcher<Uint8Array<ArrayBuffer>> {
  const expected = content === undefined ? undefined : copyOf(content)
  return defineMatcher('bytes', [expected === undefined ? undefined : [...expected]], {
    test: (value) => (expected === undefined ? isBytes(value) : isBytes(value) && isEqual(expected, value)),
    example: () => (expected === undefined ? Uint8Array.of(1, 2, 3) : copyBytes(expected)),
  })
}

function copyOf(content: Uint8Array | readonly number[]): Uint8Array<ArrayBuffer> {
  if (isBytes(content)) return copyBytes(content)
  const stray = content.find((byte) => !Number.isInteger(byte) || byte < 0 || byte > 255)
  if (stray === undefined) return Uint8Array.from(content)
  throw mistake('bytes(…)', `${showValue(stray)} is not a byte`, 'Give whole numbers from 0 to 255')
}
