// What known systems promise about their groups, as bundles of promises. Each says where that is written.
import type { Promised } from '../contract/promise.ts'

/** A bundle of promises under a name. */
export interface Profile {
  readonly profile: string
  readonly promises: readonly Promised[]
}

export function isProfile(value: unknown): value is Profile {
  return typeof value === 'object' && value !== null && 'profile' in value && 'promises' in value
}

/** What a mock of this package keeps. */
export const exactlyOnceTotal: Profile = {
  profile: 'exactlyOnceTotal',
  promises: [
    { promise: 'noCreation' },
    { promise: 'exactlyOnce' },
    { promise: 'membersOnly' },
    { promise: 'leaveFence' },
    { promise: 'senderOrder' },
    { promise: 'totalOrder' },
    { promise: 'causalOrder' },
    { promise: 'progress' },
  ],
}
