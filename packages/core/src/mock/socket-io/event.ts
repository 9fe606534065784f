// The matcher of an event, as it is on the wire.
import { accepts } from '../../match/accepts.ts'
import { exampleIn } from '../../match/example.ts'
import { defineMatcher, type Matcher } from '../../match/matcher.ts'
import type { Memory } from '../../match/memory.ts'
import type { Pattern } from '../../match/pattern.ts'
import { framesOf, type Head, MALFORMED, PacketType, readHead } from './codec.ts'

/**
 * The frame of an event in the main namespace: `expect(client).toHaveReceived(event('said', 'hi'))`. Arguments that are
 * left out may be anything; bytes are attachments, which are frames of their own.
 */
export function event(name: string, ...args: readonly Pattern[]): Matcher<string> {
  return eventMatcher('event', [name, ...args], '/', name, args)
}

/** The frame of an event in a namespace: `eventIn('/admin', 'said', 'hi')`. */
export function eventIn(namespace: string, name: string, ...args: readonly Pattern[]): Matcher<string> {
  return eventMatcher('eventIn', [namespace, name, ...args], namespace, name, args)
}

function eventMatcher(
  call: string,
  written: readonly unknown[],
  namespace: string,
  name: string,
  args: readonly Pattern[],
): Matcher<string> {
  return defineMatcher(call, written, {
    test(message, memory) {
      const head = readHead(message)
      return head !== undefined && head !== MALFORMED && isEvent(head, namespace, name, args, memory)
    },
    example(memory) {
      const data = [name, ...args.map((arg) => exampleIn(arg, memory))]
      return String(framesOf({ type: PacketType.EVENT, namespace, data })[0])
    },
  })
}

/** Whether a packet is that event, with arguments that match as far as they are given. */
export function isEvent(
  head: Head,
  namespace: string,
  name: string,
  args: readonly Pattern[],
  memory: Memory,
): boolean {
  if (head.type !== PacketType.EVENT || head.namespace !== namespace || !Array.isArray(head.data))
    return false
  const [said, ...given] = head.data as readonly unknown[]
  return said === name && args.every((arg, index) => accepts(arg, given[index], memory))
}
