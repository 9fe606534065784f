// Lets `event instanceof MessageEvent` hold for events of our own classes.
import type { SocketEvents } from './events.ts'

/**
 * Puts the prototypes of our event classes under the platform's. Returns how to undo it. The platform's classes are an
 * argument because looking at them is what costs: in Node they are loaded when first touched.
 */
export function linkEvents(own: SocketEvents, platform: SocketEvents): () => void {
  const unlink = [
    link(own.MessageEvent.prototype, platform.MessageEvent.prototype),
    link(own.CloseEvent.prototype, platform.CloseEvent.prototype),
  ]
  return () => {
    for (const undo of unlink) undo()
  }
}

function link(prototype: object, above: object): () => void {
  if (prototype === above) return () => {}
  const before: unknown = Object.getPrototypeOf(prototype)
  Object.setPrototypeOf(prototype, above)
  return () => void Object.setPrototypeOf(prototype, before as object)
}
