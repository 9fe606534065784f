// The app of these tests: it opens a socket, says one thing, and is told the same.
export function say(url: string, text: string): Promise<void> {
  const socket = new WebSocket(url)
  return new Promise((resolve) => {
    socket.addEventListener('message', () => resolve())
    socket.addEventListener('open', () => socket.send(JSON.stringify({ say: text })))
  })
}
