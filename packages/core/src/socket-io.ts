// What a Socket.IO server is mocked with. Apart from the main entry, because the official parser comes with it.
export {
  type SocketIoAttempt,
  type SocketIoConnection,
  type SocketIoDisconnection,
  type SocketIoEvent,
  type SocketIoHandler,
  type SocketIoNamespace,
  type SocketIoOptions,
  type SocketIoRoute,
  withArgs,
} from './mock/socket-io/definition.ts'
export { event, eventIn } from './mock/socket-io/event.ts'
export { ioOf, type SocketIoMock, type SocketIoServer } from './mock/socket-io/io.ts'
export { onEvent, socketIo } from './mock/socket-io/server.ts'
export type { SocketIoAudience, SocketIoSocket } from './mock/socket-io/socket.ts'
