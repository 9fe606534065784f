// What whoever runs a scenario decides for the interpreter: the order of branches, and how long to wait. All times in ms.

export interface InterpreterOptions {
  /** Which of so many branches goes next, each with something to perform; 0 is the first as written. */
  readonly choose: (count: number) => number
  /** How long something that must come is waited for. */
  readonly patienceMs: number
  /** How long the end of a connection that a client closes or cuts is waited for; it need not come. */
  readonly closingMs: number
  /** What is known beforehand, by name, as if it had been captured. */
  readonly captured?: Readonly<Record<string, unknown>> | undefined
}
