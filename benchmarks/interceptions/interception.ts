// Something that may stand between a process and its network.

export interface Interception {
  /** Intercepts from now on, for the rest of the process: one URL, which nobody opens. */
  start(): Promise<void> | void
}

/** The URL that is intercepted. */
export const INTERCEPTED = 'ws://bench.test/chat'
