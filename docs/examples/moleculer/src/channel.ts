// The code under test: a client of one channel. It sends a heartbeat when it has been quiet for a while, and connects
// again when that is not answered, or when the connection breaks.

export interface ChannelOptions {
  /** From one heartbeat to the next, in ms. Default 6,000. */
  readonly heartbeatInterval?: number
  /** How long an answer may take, in ms. Default 1,000. */
  readonly heartbeatTimeout?: number
  readonly onreconnect?: () => void
}

export interface Channel {
  connect(): void
  disconnect(): void
}

const HEARTBEAT = '!'
const RECONNECT_MS = 3_000

export function openChannel(
  url: string,
  onMessage: (message: string) => void,
  options: ChannelOptions = {},
): Channel {
  const { heartbeatInterval = 6_000, heartbeatTimeout = 1_000, onreconnect } = options
  let socket: WebSocket | undefined
  let beat: ReturnType<typeof setTimeout> | undefined
  let again: ReturnType<typeof setTimeout> | undefined

  const drop = (): void => {
    clearTimeout(beat)
    socket?.close()
    socket = undefined
  }
  const lost = (): void => {
    drop()
    again = setTimeout(() => {
      onreconnect?.()
      connect()
    }, RECONNECT_MS)
  }
  const beatLater = (): void => {
    clearTimeout(beat)
    beat = setTimeout(() => {
      socket?.send(HEARTBEAT)
      beat = setTimeout(lost, heartbeatTimeout)
    }, heartbeatInterval)
  }
  const connect = (): void => {
    const opened = new WebSocket(url)
    socket = opened
    opened.addEventListener('open', beatLater)
    opened.addEventListener('message', ({ data }) => {
      if (data === HEARTBEAT) beatLater()
      else onMessage(String(data))
    })
    opened.addEventListener('close', ({ wasClean }) => {
      if (socket !== opened) return
      if (wasClean) clearTimeout(beat)
      else lost()
    })
  }
  return {
    connect,
    disconnect: () => {
      clearTimeout(again)
      drop()
    },
  }
}
