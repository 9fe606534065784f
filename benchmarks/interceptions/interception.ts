// Something that may stand between a process and its network.

export interface Interception {
  /** Intercepts from now on one URL, which nobody opens, until what is returned is called. */
  start(): Promise<() => unknown>
}

/** The URL that is intercepted. */
export const INTERCEPTED = 'ws://bench.test/chat'
