// Nothing is intercepted.
import type { Interception } from './interception.ts'

export const contender: Interception = { start() {} }
