// The world a socket lives in: Node's, jsdom's, happy-dom's or a browser's. Owns which of its classes a socket uses, so
// that its events are instances of the classes the app sees and its targets take the app's events.
import { createSocketEvents, type SocketEvents } from './events.ts'
import { type MaybeJsdom, reportErrorsInJsdom } from './jsdom-errors.ts'

export interface Realm extends SocketEvents {
  readonly EventTarget: typeof EventTarget
  readonly Event: typeof Event
  readonly Blob: typeof Blob
  readonly DOMException: typeof DOMException
  /** What a relative URL is relative to; Node has none. */
  readonly baseUrl: () => string | undefined
  /** Whether its WebSocket takes an object of options, as Node's does. */
  readonly takesOptions: boolean
  /** Does what the realm needs so that a listener's error is reported, given the prototype of the sockets. */
  readonly reportErrorsOf: (prototype: object) => void
}

/** What is asked of a global object. */
export type Scope = Pick<typeof globalThis, 'EventTarget' | 'Event' | 'Blob' | 'DOMException'> &
  Partial<SocketEvents> &
  MaybeJsdom & {
    readonly document?: { readonly baseURI?: string }
    readonly location?: { readonly href?: string }
    readonly process?: { readonly versions?: { readonly node?: string } }
  }

/** The realm of a global object: `realmOf(globalThis)`. */
export function realmOf(scope: Scope): Realm {
  const { EventTarget, Event, Blob, DOMException } = scope
  return {
    EventTarget,
    Event,
    Blob,
    DOMException,
    ...socketEventsOf(scope),
    baseUrl: () => scope.document?.baseURI ?? scope.location?.href,
    takesOptions: isBareNode(scope),
    reportErrorsOf: (prototype) => reportErrorsInJsdom(prototype, scope),
  }
}

function socketEventsOf(scope: Scope): SocketEvents {
  // Asked first, since looking at Node's own classes is what costs.
  if (isBareNode(scope)) return createSocketEvents(scope.Event)
  const { MessageEvent, CloseEvent } = scope
  if (MessageEvent !== undefined && CloseEvent !== undefined) return { MessageEvent, CloseEvent }
  return createSocketEvents(scope.Event)
}

/** An environment inside Node (jsdom, happy-dom) has a document. */
function isBareNode({ process, document }: Scope): boolean {
  return process?.versions?.node !== undefined && document === undefined
}
