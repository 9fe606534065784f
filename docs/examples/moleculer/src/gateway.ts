// The gateway as a mock: it takes clients on any path, answers their heartbeat, and sends to those on a path.
import { bangHeartbeat, type Rule, type Sendable, type WsMock } from '@parley-ws/core'

export const gatewayRules: readonly Rule[] = bangHeartbeat()

/** What a service broadcasts: `broker.broadcast("websocket.send", { path, data })`. */
export interface WebSocketPacket {
  readonly path: string
  readonly data: Sendable
}

/** The event `websocket.send`: the data goes to every socket that is connected on the path. */
export function websocketSend(gateway: WsMock, { path, data }: WebSocketPacket): void {
  gateway.where({ path }).send(data)
}
