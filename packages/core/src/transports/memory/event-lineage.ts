// Lets `event instanceof MessageEvent` hold for events of our own classes.
import type { SocketEvents } from './events.ts'

/**
 * Puts the prototypes of our event classes under the platform's: of each that it has, since Node before 23 has no
 * CloseEvent. The platform's classes are an argument because looking at them is what costs: in Node they are loaded when
 * first touched.
 *
 * It is never undone: only our own classes are changed, and an engine throws away what it has optimised for events
 * whenever a prototype moves, which made setting up and taking down a mock twice as slow.
 */
export function linkEvents(own: SocketEvents, platform: Partial<SocketEvents>): void {
  link(own.MessageEvent.prototype, platform.MessageEvent?.prototype)
  link(own.CloseEvent.prototype, platform.CloseEvent?.prototype)
}

function link(prototype: object, above: object | undefined): void {
  if (above === undefined) return
  if (prototype !== above && Object.getPrototypeOf(prototype) !== above)
    Object.setPrototypeOf(prototype, above)
}
