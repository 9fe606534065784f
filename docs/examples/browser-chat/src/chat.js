// The page under test: plain DOM and a plain `new WebSocket()`. It knows nothing of Parley.
const SERVER = new URLSearchParams(location.search).get('server') ?? 'wss://chat.example.com'
const URL_OF_ROOM = `${SERVER}/rooms/lobby`
const RETRY_MS = 50

const element = (id) => document.getElementById(id)
const line = (list, text) => list.append(Object.assign(document.createElement('li'), { textContent: text }))
let socket

function connect() {
  socket = new WebSocket(URL_OF_ROOM)
  socket.binaryType = 'arraybuffer'
  socket.addEventListener('open', () => {
    element('state').textContent = 'here'
    socket.send(JSON.stringify({ type: 'join', room: 'lobby' }))
  })
  socket.addEventListener('message', ({ data }) => {
    if (data instanceof ArrayBuffer) line(element('pictures'), `${new Uint8Array(data)}`)
    else line(element('lines'), JSON.parse(data).text)
  })
  socket.addEventListener('close', () => {
    element('state').textContent = 'away'
    setTimeout(connect, RETRY_MS)
  })
}

document.querySelector('form').addEventListener('submit', (event) => {
  event.preventDefault()
  const input = event.target.elements.text
  socket.send(JSON.stringify({ type: 'say', text: input.value }))
  input.value = ''
})
element('show').addEventListener('click', () => socket.send(new Uint8Array([1, 2, 3])))

connect()
// Counts what is said while nobody looks.
new Worker('/unread.js').addEventListener('message', ({ data }) => {
  element('unread').textContent = `${data} unread`
})
