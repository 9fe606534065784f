// ws 7, installed under a name of its own beside ws 8; what the tests use of it has the same types.
declare module 'ws7' {
  import { WebSocket } from 'ws'
  // oxlint-disable-next-line import/no-default-export -- the package's own shape
  export default WebSocket
}
