// What to do with a WebSocket to a URL that no mock answers.
import { mistake } from '../errors.ts'

/** `warn` says so once and lets it through, `bypass` lets it through in silence, `error` refuses it. */
export type UnhandledPolicy = 'error' | 'warn' | 'bypass'

/** The strictest of several, as every one of them was asked for. */
export function strictest(policies: Iterable<UnhandledPolicy>): UnhandledPolicy {
  let strict: UnhandledPolicy = 'bypass'
  for (const policy of policies) {
    if (policy === 'error') return policy
    if (policy === 'warn') strict = policy
  }
  return strict
}

/** A URL as messages show it: secrets are in the query, or stand before the host. */
export function shownUrl(url: string): string {
  return url.replace(/\?.*$/s, '').replace(/^(\w+:\/\/)[^/]*@/, '$1')
}

const POLICIES: readonly unknown[] = ['error', 'warn', 'bypass'] satisfies UnhandledPolicy[]

/** @throws MistakeError for a policy that is none */
export function unhandledOf(attempted: string, policy: UnhandledPolicy = 'warn'): UnhandledPolicy {
  if (POLICIES.includes(policy)) return policy
  throw mistake(attempted, `unhandled is ${JSON.stringify(policy)}`, `Use one of ${POLICIES.join(', ')}`)
}
