// The one word by which a failure is repeated: what fast-check needs, and the version of what it is read by.
import { mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'

export interface Replay {
  readonly seed: number
  /** fast-check's path to the failing plan. */
  readonly path: string
}

// Goes up when the same seed no longer makes the same plans.
export const REPLAY_VERSION = 1

export function replayToken({ seed, path }: Replay): string {
  return `${REPLAY_VERSION}.${seed}.${path.replaceAll(':', '-')}`
}

/** @throws MistakeError for what is no token, or one of another version */
export function replayOf(attempted: string, token: unknown): Replay {
  const [version, seed, path] = typeof token === 'string' ? token.split('.') : []
  const isToken = /^-?\d+$/.test(seed ?? '') && /^\d+(?:-\d+)*$/.test(path ?? '')
  if (seed === undefined || path === undefined || !isToken) {
    throw mistake(attempted, `${showValue(token)} is no replay token`, 'Use the one that a failure printed')
  }
  if (Number(version) !== REPLAY_VERSION) {
    throw mistake(
      attempted,
      `the token is of version ${showValue(version)}, and this is ${REPLAY_VERSION}`,
      'Explore again: the same seed makes other conversations now',
    )
  }
  return { seed: Number(seed), path: path.replaceAll('-', ':') }
}
