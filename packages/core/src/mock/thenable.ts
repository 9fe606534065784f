// Whether a value has to be awaited: promises of any realm or library.

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

/** Uses a value at once, or when its promise has settled; returns what comes of it. */
export function whenSettled(value: unknown, use: (value: unknown) => unknown): unknown {
  return isThenable(value) ? value.then(use) : use(value)
}
