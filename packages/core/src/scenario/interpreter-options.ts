// What whoever runs a scenario decides for the interpreter: the order of branches, how long to wait, and who is an app.
// All times in ms.

import type { Wanted } from './step.ts'

export interface InterpreterOptions {
  /** Which of so many branches goes next, each with something to perform; 0 is the first as written. */
  readonly choose: (count: number) => number
  /** How long something that must come is waited for. */
  readonly patienceMs: number
  /** How long the end of a connection that a client closes or cuts is waited for; it need not come. */
  readonly closingMs: number
  /** What is known beforehand, by name, as if it had been captured. */
  readonly captured?: Readonly<Record<string, unknown>> | undefined
  /** Set where some of the clients are apps, and the server is a mock. */
  readonly play?: PlayTerms | undefined
}

/** What differs where apps are among the clients: what they do is caused and then observed, not done. */
export interface PlayTerms {
  /** The clients that are apps; of what they say, this is nobody's business. */
  readonly apps: ReadonlyMap<string, readonly Wanted[]>
  /** The messages of the contract that the mock says by itself when it is time. Of others, the server says an example. */
  readonly saidByMock: ReadonlySet<string>
}
