// How a case learns of the errors that nobody caught, in Node and in a window.

type Note = (line: string) => void

/** The runner would take such an error for a failure of its own, so its listeners stand aside meanwhile. */
export async function notingUncaughtInNode(note: Note, run: () => Promise<void>): Promise<void> {
  const runners = process.listeners('uncaughtException')
  const errors: string[] = []
  const ours = (error: Error): void => void errors.push(error.message)
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', ours)
  try {
    await run()
  } finally {
    process.off('uncaughtException', ours)
    for (const listener of runners) process.on('uncaughtException', listener)
    // Not between the other lines: an error is reported at once in one realm and a turn later in another.
    for (const message of errors) note(`uncaught ${message}`)
  }
}

/** jsdom and happy-dom fire an error event, as a browser does. */
export async function notingUncaughtIn(
  window: EventTarget,
  note: Note,
  run: () => Promise<void>,
): Promise<void> {
  const errors: string[] = []
  const ours = (event: Event): void => {
    event.preventDefault()
    errors.push((event as ErrorEvent).message)
  }
  window.addEventListener('error', ours)
  try {
    await run()
  } finally {
    window.removeEventListener('error', ours)
    for (const message of errors) note(`uncaught ${message}`)
  }
}
