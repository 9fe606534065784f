// #region app
// open-chat.ts
interface Chat {
  readonly lines: readonly string[]
  say(text: string): void
  close(): void
}

export function openChat(url: string, room = 'lobby'): Chat {
  const lines: string[] = []
  const socket = new WebSocket(url)
  const send = (message: object): void => socket.send(JSON.stringify(message))
  socket.addEventListener('open', () => send({ type: 'subscribe', room }))
  socket.addEventListener('message', (event) => {
    const message: unknown = JSON.parse(String(event.data))
    if (isSaid(message)) lines.push(message.text)
  })
  return {
    lines,
    say: (text) => send({ type: 'say', room, id: crypto.randomUUID(), text }),
    close: () => socket.close(1000),
  }
}

function isSaid(message: unknown): message is { readonly text: string } {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'said'
}
// #endregion
