// One mock on a path of an HTTP server: what `serveWsMock` and `attachWsMock` share.
import { runnerClock } from '../clock.ts'
import { mistake } from '../errors.ts'
import { isMockDefinition, type MockDefinition } from '../mock/definition.ts'
import type { MockSource } from '../mock/source.ts'
import { compileUrl, type MockUrl } from '../mock/url-pattern.ts'
import type { HttpAttachment } from '../transports/socket/http-attachment.ts'
import type { CheckedLimits } from '../transports/socket/limits.ts'
import type { SocketNetwork } from '../transports/socket/network.ts'
import { tellConversation } from './conversation.ts'
import { conversationOf, LiveMock } from './live-mock.ts'
import { warn } from './warn.ts'

export interface MountedMock {
  readonly live: LiveMock
  /** As it was written; undefined: every path that no other mock has. */
  readonly path: string | undefined
  /** The path, where it is the same for every client; else `''`. */
  readonly literalPath: string
  /** Takes no more clients. */
  readonly unmount: () => void
}

/** @param path undefined: every path that no other mock has. @throws MistakeError for one that is taken or none */
export function mountMock(
  attempted: string,
  attachment: HttpAttachment,
  network: SocketNetwork,
  { maxTranscriptBytes }: CheckedLimits,
  path: MockUrl | undefined,
  definition: MockDefinition,
): MountedMock {
  checkServable(attempted, definition)
  const url = path === undefined ? undefined : compilePath(attempted, path)
  const live = new LiveMock(definition, {
    label: `mock ${url?.text ?? 'on every path'}`,
    url,
    network,
    clock: runnerClock,
    onWarning: warn,
    mostTranscriptBytes: maxTranscriptBytes === Infinity ? undefined : maxTranscriptBytes,
  })
  const unmount = attachment.mount(attempted, {
    url,
    network,
    connect: (dialled, params, link) => live.connect(dialled, params, link),
  })
  return { live, path: path === undefined ? undefined : String(path), literalPath: literal(path), unmount }
}

/** @throws MistakeError for a mock that would connect its clients to itself */
export function checkServable(attempted: string, { goesWhereDialled = false }: MockDefinition): void {
  if (!goesWhereDialled) return
  throw mistake(
    attempted,
    'passThrough() goes where its clients wanted to go, which on a port is this very mock',
    "Name the server: passThrough({ target: 'wss://chat.example.com' })",
  )
}

/** Where the contract of a mock has clients connect, without the host. */
export function pathOfContract(source: MockSource): string | undefined {
  const url = isMockDefinition(source) ? source.contract?.definition.url : undefined
  return url?.replace(/^wss?:\/\/[^/]*/i, '') || undefined
}

/** Closes what is open with 1001, lets the closing handshakes finish, and returns what went wrong meanwhile. */
export async function endAll(
  mounted: readonly MountedMock[],
  reason = 'the mock is over',
): Promise<readonly unknown[]> {
  for (const { unmount } of mounted) unmount()
  const endings = await Promise.all(
    mounted.map(async ({ live }) => {
      const ending = await live.end(reason)
      tellConversation(live.contract, () => conversationOf(live, ending), true)
      return ending
    }),
  )
  return endings.flatMap(({ errors }) => errors)
}

function compilePath(attempted: string, path: MockUrl): ReturnType<typeof compileUrl> {
  if (path instanceof URL || (typeof path === 'string' && !/^[/*]/.test(path))) {
    throw mistake(
      attempted,
      `the path is ${String(path)}`,
      "Begin it with '/'; host and port are options of their own",
    )
  }
  return compileUrl(attempted, path)
}

function literal(path: MockUrl | undefined): string {
  return typeof path === 'string' && !/[:*]/.test(path) ? path : ''
}
