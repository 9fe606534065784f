// Has jsdom report what a socket's listeners throw. Its dispatch reports an error to the window of the document that a
// target belongs to and drops it for a target without one, so a failed assertion in a listener would go unnoticed.

/** The part of a global object that tells jsdom from others. */
export interface MaybeJsdom {
  readonly navigator?: { readonly userAgent?: string }
  readonly document?: object
}

/** Ties the instances of a class to the window of a jsdom; does nothing elsewhere. */
export function reportErrorsInJsdom(prototype: object, { navigator, document }: MaybeJsdom): void {
  if (document === undefined || navigator?.userAgent?.includes('jsdom/') !== true) return
  // Asked of the prototype, since a runner puts its own global object in the window's place on the document itself.
  const window: unknown = Reflect.get(Object.getPrototypeOf(document) as object, 'defaultView', document)
  // The name by which jsdom's `EventTarget-impl.js` asks a target for its document; its own WebSocket answers the same.
  Object.defineProperty(prototype, '_ownerDocument', { value: { _defaultView: window }, configurable: true })
}
