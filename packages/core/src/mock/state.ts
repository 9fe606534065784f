// A rule's own memory.

/** The per-test state is new for each test, the per-connection one for each connection: nothing leaks through closures. */
export type State = Record<string, unknown>
