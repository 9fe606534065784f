// Where a message's contents come from.
import type { Arbitrary } from 'fast-check'

/** Examples, or an arbitrary of fast-check. */
export type MessageSource = readonly unknown[] | Arbitrary<unknown>
