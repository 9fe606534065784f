// The code under test of all projects: a chat client that connects again when its connection is lost.

export interface ChatApp {
  readonly lines: string[]
  readonly socket: WebSocket
  connections: number
  say(text: string): void
  stop(): void
}

export const LOBBY = 'wss://chat.example.com/rooms/lobby'

export function openChat(
  url: string = LOBBY,
  { reconnectAfterMs = -1 }: { reconnectAfterMs?: number } = {},
): ChatApp {
  let isStopped = false
  const connect = (): WebSocket => {
    const socket = new WebSocket(url)
    app.connections++
    socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'subscribe', room: 'lobby' })))
    socket.addEventListener('message', (event: MessageEvent<string>) => {
      if (!event.data.startsWith('{')) return
      const message = JSON.parse(event.data) as { type: string; text?: string }
      if (message.type === 'said') app.lines.push(message.text ?? '')
    })
    socket.addEventListener('close', () => {
      if (isStopped || reconnectAfterMs < 0) return
      setTimeout(() => void (app.socket = connect()), reconnectAfterMs)
    })
    return socket
  }
  const app = {
    lines: [] as string[],
    connections: 0,
    socket: undefined as unknown as WebSocket,
    say: (text: string) => app.socket.send(JSON.stringify({ type: 'say', text })),
    stop(): void {
      isStopped = true
      app.socket.close(1000)
    },
  }
  app.socket = connect()
  return app
}
