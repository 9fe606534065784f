// What a rule does when it matches, as data. The server interprets actions; nothing is executed here.
import type { Audience } from './audience.ts'
import type { Computed } from './computed.ts'
import type { Sendable } from './sendable.ts'
import type { StreamPlan } from './stream.ts'
import type { WatchPlan } from './watch-plan.ts'

// The context is `never` here: an action is made by a rule whose message type it no longer carries.
type Late<Value> = Computed<never, Value>

export type Action =
  | { readonly do: 'accept'; readonly protocol: Late<string> | undefined }
  | { readonly do: 'reject'; readonly status: number; readonly reason: string }
  | { readonly do: 'send'; readonly message: Late<Sendable> }
  | { readonly do: 'join' | 'leave'; readonly group: Late<string> }
  | {
      readonly do: 'broadcast'
      readonly message: Late<Sendable>
      readonly audience: Audience<Late<string>, Late<readonly string[]>, 'sender'>
    }
  | { readonly do: 'close'; readonly code: number; readonly reason: string }
  | { readonly do: 'cut' | 'drop' | 'halfOpen' }
  | { readonly do: 'delay'; readonly ms: Late<number> }
  | { readonly do: 'pong'; readonly payload: Uint8Array<ArrayBuffer> | undefined }
  | { readonly do: 'stream'; readonly plan: StreamPlan }
  | {
      readonly do: 'broadcastStream'
      readonly plan: StreamPlan
      readonly audience: Audience<Late<string>, Late<readonly string[]>, 'sender'>
    }
  | { readonly do: 'stopStream'; readonly name: Late<string> }
  | { readonly do: 'watch'; readonly plan: WatchPlan }
  | {
      readonly do: 'run'
      readonly handler: (context: never) => unknown
      /** The rule, and what comes meanwhile, does not wait for it. */
      readonly isConcurrent: boolean
    }

/** After one of these a rule can do nothing more for its connection. */
export function endsRule(action: Action): boolean {
  return action.do === 'close' || action.do === 'cut' || action.do === 'reject' || action.do === 'drop'
}
