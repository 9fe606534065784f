// Waiting for something outside that may never come.
import type { CancelTimer, Clock } from '../../clock.ts'

/** Resolves when the promise has settled, however, or when so many ms have passed. */
export async function atMost(clock: Clock, ms: number, promise: Promise<unknown>): Promise<void> {
  let cancel: CancelTimer | undefined
  const late = new Promise<void>((resolve) => {
    cancel = clock.after(ms, resolve)
  })
  try {
    await Promise.race([promise.then(ignored, ignored), late])
  } finally {
    cancel?.()
  }
}

function ignored(): void {}
