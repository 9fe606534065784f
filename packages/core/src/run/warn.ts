// How the author is told of what does not fail a test: on the console, where the runner shows it beside the test.

/** Prints a warning. Of an error, the sentence: its stack would point at Parley. */
export function warn(warning: unknown): void {
  // oxlint-disable-next-line no-console -- the console is where runners pick up what belongs to a test
  console.warn(warning instanceof Error ? warning.message : warning)
}
