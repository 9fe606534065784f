// The code under test: a small chat client on a plain `new WebSocket()`. It knows nothing of Parley.

export interface Chat {
  /** What was said in the room, oldest first. */
  readonly lines: readonly string[]
  /** Who else is in the room. */
  readonly members: readonly string[]
  /** Pictures shown in the room, oldest first. */
  readonly pictures: readonly Uint8Array[]
  /** Says something; while the connection is away, as soon as it is back. */
  say(text: string): void
  /** Shows a picture. */
  show(picture: Uint8Array<ArrayBuffer>): void
  close(): void
}

/** The first attempt to come back follows after this; each further one takes twice as long, up to the longest. */
const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 30_000

/**
 * Enters a room, and comes back to it when the connection is lost.
 *
 * @param room default: what the URL ends with
 */
export function openChat(url: string, room = new URL(url).pathname.split('/').at(-1) ?? ''): Chat {
  const lines: string[] = []
  const members: string[] = []
  const pictures: Uint8Array[] = []
  const unsent: (string | Uint8Array<ArrayBuffer>)[] = []
  let retryMs = FIRST_RETRY_MS
  let isInRoom = false
  let isClosed = false
  let retrying: ReturnType<typeof setTimeout> | undefined
  let socket = connect()

  function connect(): WebSocket {
    const opening = new WebSocket(url)
    opening.binaryType = 'arraybuffer'
    opening.addEventListener('open', () => opening.send(JSON.stringify({ type: 'subscribe', room })))
    opening.addEventListener('message', ({ data }: MessageEvent<unknown>) => receive(data))
    opening.addEventListener('close', retry)
    return opening
  }

  function retry(): void {
    isInRoom = false
    members.length = 0
    if (isClosed) return
    retrying = setTimeout(() => {
      socket = connect()
    }, retryMs)
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)
  }

  function receive(data: unknown): void {
    if (data instanceof ArrayBuffer) {
      pictures.push(new Uint8Array(data))
      return
    }
    const message: unknown = JSON.parse(String(data))
    if (isSaid(message)) lines.push(message.text)
    else if (isNews(message, 'entered')) members.push(message.name)
    else if (isNews(message, 'left')) members.splice(members.indexOf(message.name), 1)
    else if (isSubscribed(message)) enter()
  }

  function enter(): void {
    isInRoom = true
    retryMs = FIRST_RETRY_MS
    for (const data of unsent.splice(0)) socket.send(data)
  }

  function send(data: string | Uint8Array<ArrayBuffer>): void {
    if (isInRoom) socket.send(data)
    else unsent.push(data)
  }

  return {
    lines,
    members,
    pictures,
    say: (text) => send(JSON.stringify({ type: 'say', room, id: crypto.randomUUID(), text })),
    show: (picture) => send(picture),
    close() {
      isClosed = true
      clearTimeout(retrying)
      socket.close(1000)
    },
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isSubscribed(message: unknown): boolean {
  return isObject(message) && message['type'] === 'subscribed'
}

function isSaid(message: unknown): message is { readonly text: string } {
  return isObject(message) && message['type'] === 'said' && typeof message['text'] === 'string'
}

function isNews(message: unknown, type: 'entered' | 'left'): message is { readonly name: string } {
  return isObject(message) && message['type'] === type && typeof message['name'] === 'string'
}
