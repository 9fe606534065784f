// What needs Node: a mock on a real port, and a real client. Names only, listed one by one.
export type { HttpServer } from './transports/socket/http-server.ts'
export type { SlowReaderPolicy, SocketLimits } from './transports/socket/limits.ts'
export {
  type AttachContractWsOptions,
  type AttachedContractWsMock,
  type AttachedWsMock,
  attachWsMock,
  type AttachWsOptions,
} from './run/attach-ws.ts'
export {
  type Arrived,
  connectWs,
  type ConnectWsOptions,
  HandshakeRefused,
  type WsConnection,
} from './run/connect-ws.ts'
export { wsClients, type WsClientsOptions } from './run/driven/ws-clients.ts'
export { type RecordingWs, recordWs, type RecordWsOptions } from './run/record-ws.ts'
export {
  type MountedWsMock,
  serveWsMock,
  type ServedContractWsMock,
  type ServedWsMock,
  type ServeWsOptions,
} from './run/serve-ws.ts'
export { type LoadedScenario, loadScenarios } from './run/load-scenarios.ts'
export { verify, type VerifyReport } from './run/verify.ts'
export {
  verifyAll,
  type VerifyAllReport,
  type VerifyAnyOptions,
  type VerifiedScenario,
} from './run/verify-all.ts'
export { TRANSCRIPT_HEADER, writeEntry } from './transcript/jsonl.ts'
