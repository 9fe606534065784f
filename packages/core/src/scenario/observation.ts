// What goes into the interpreter of scenarios and what comes out of it, as values.
import type { DataFrame } from '../wire/frame.ts'
import type { Failure } from './failure.ts'
import type { StepPath } from './path.ts'
import type { ActionStep } from './step.ts'

interface At {
  /** The runner's time in ms; it never runs backwards, but for `quiet`, which may be about a moment that is past. */
  readonly at: number
}

interface OfClient extends At {
  readonly client: string
}

/** What happened. */
export type Observation =
  | (At & { readonly on: 'start' })
  /** The action that was asked for last has been carried out. */
  | (At & { readonly on: 'performed' })
  | (OfClient & { readonly on: 'opened' })
  | (OfClient & { readonly on: 'frame'; readonly frame: DataFrame })
  /** An app said something: it has arrived at the server. */
  | (OfClient & { readonly on: 'sent'; readonly frame: DataFrame })
  /** A connection ended, or its handshake was refused (1006). `isOwn`: the client began it. */
  | (OfClient & {
      readonly on: 'closed'
      readonly code: number
      readonly reason: string
      readonly isOwn: boolean
    })
  /**
   * Nothing is in flight, and everything that was due up to and including `at` has happened. `unsettled` names what
   * was waited for in vain: handlers of the mock's rules. `isPending`: the mock will do something later, by a timer.
   */
  | (At & { readonly on: 'quiet'; readonly unsettled: readonly string[]; readonly isPending?: boolean })
  /** Something went wrong on the server's side, or in carrying out an action. */
  | (At & { readonly on: 'error'; readonly error: unknown })

/** What to do next. */
export type Next =
  /**
   * Carry out the step, then feed `performed`. Matchers in its message have been filled in. A contract's message is what
   * goes over the wire, text or bytes; `value` is the message before it was encoded, with its name. What an app is to
   * send is the message itself: it is the app that encodes it.
   */
  | { readonly do: 'perform'; readonly step: ActionStep; readonly path: StepPath; readonly value?: unknown }
  /** Feed what comes; when nothing has come and `until` is reached, feed `quiet`. */
  | { readonly do: 'await'; readonly until: number }
  | { readonly do: 'end'; readonly outcome: 'pass'; readonly failure?: undefined }
  | { readonly do: 'end'; readonly outcome: 'fail'; readonly failure: Failure }
