// Tells how far an exploration is: as the author wants it told, else as one line on a terminal that is written over.
import type { ExploreProgress } from './options.ts'

export interface Progress {
  tell(progress: ExploreProgress): void
  /** Takes the line away. */
  end(): void
}

/** The part of Node's standard error that is needed. */
interface Terminal {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/** Nobody wants to read a line that is gone at once. */
const FIRST_AFTER_MS = 1_000
const CLEAR_LINE = '\r\u001B[2K'

/** @param terminal default: standard error; there is none in a browser */
export function progressLine(
  label: string,
  onProgress: ((progress: ExploreProgress) => void) | undefined,
  terminal: Terminal | undefined = standardError(),
): Progress {
  if (onProgress !== undefined) return { tell: onProgress, end() {} }
  if (terminal?.isTTY !== true) return { tell() {}, end() {} }
  let isShown = false
  return {
    tell({ runs, of, elapsedMs, isShrinking }) {
      if (elapsedMs < FIRST_AFTER_MS) return
      const what = isShrinking
        ? 'found a counterexample, making it shorter'
        : `${runs} of ${of} conversations`
      terminal.write(`${CLEAR_LINE}${label}: ${what}, ${Math.round(elapsedMs / 1_000)} s`)
      isShown = true
    },
    end() {
      if (isShown) terminal.write(CLEAR_LINE)
    },
  }
}

function standardError(): Terminal | undefined {
  return (globalThis as { process?: { stderr?: Terminal } }).process?.stderr
}
