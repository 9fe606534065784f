// The page's worker, with a socket of its own.
let unread = 0
const socket = new WebSocket('wss://chat.example.com/unread')
socket.addEventListener('message', () => postMessage(++unread))
