// A page under test: plain DOM, a plain `new WebSocket()`.
export function openPage(url: string): HTMLElement {
  const list = document.createElement('ul')
  document.body.append(list)
  const socket = new WebSocket(url)
  socket.binaryType = 'arraybuffer'
  socket.addEventListener('open', () => socket.send(JSON.stringify({ type: 'join', room: 'lobby' })))
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const item = document.createElement('li')
    item.textContent = data instanceof ArrayBuffer ? String(new Uint8Array(data)) : String(data)
    list.append(item)
  })
  return list
}
