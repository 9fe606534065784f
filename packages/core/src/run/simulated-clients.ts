// The clients of a simulation: performs their steps, and the server's, on the mock.
import type { CompiledContract } from '../contract/compiled.ts'
import { BugError } from '../errors.ts'
import type { Connection } from '../mock/connection.ts'
import type {
  ActionStep,
  CloseStep,
  ConnectStep,
  ServerBroadcastStep,
  ServerCloseStep,
} from '../scenario/step.ts'
import { ABNORMAL } from '../wire/close-code.ts'
import { jsonCodec } from '../wire/codec.ts'
import type { Frame } from '../wire/frame.ts'
import { dialledUrl, paramsFinder } from './dialled-url.ts'
import { checkGroupsKnown } from './known-groups.ts'
import { withProtocols } from './offered.ts'
import { FarEnd, type SimulatedMock } from './simulated-mock.ts'

export class SimulatedClients {
  readonly #mock: SimulatedMock
  readonly #url: string
  readonly #knowsGroups: boolean
  readonly #contract: CompiledContract | undefined
  /** The newest connection of each client. */
  readonly #ends = new Map<string, FarEnd>()

  readonly #paramsOf: (dialled: string) => Readonly<Record<string, string>>

  /**
   * @param url what they dial; their path parameters are filled in, and their query added
   * @param knowsGroups whether a broadcast to a group that nobody ever joined is a mistake
   */
  constructor(
    mock: SimulatedMock,
    url: string,
    contract: CompiledContract | undefined,
    knowsGroups: boolean,
  ) {
    this.#knowsGroups = knowsGroups
    this.#mock = mock
    this.#url = url
    this.#contract = contract
    this.#paramsOf = paramsFinder(url, contract?.definition.url)
  }

  /** Those that read. */
  get readers(): readonly string[] {
    return Array.from(this.#ends).flatMap(([client, { held }]) => (held === undefined ? [client] : []))
  }

  /** Lets everybody read again. */
  releaseAll(): void {
    for (const end of this.#ends.values()) if (end.held !== undefined) this.#mock.release(end)
  }

  /** @throws MistakeError for a broadcast to a group that nobody ever joined */
  perform(step: Exclude<ActionStep, { readonly do: 'checkpoint' | 'settle' }>): void {
    const mock = this.#mock
    switch (step.do) {
      case 'connect':
        return this.#connect(step)
      case 'send':
        return this.#frame(step.client, jsonCodec.encode(step.message))
      case 'ping':
        return this.#frame(step.client, { opcode: 'ping', payload: step.payload })
      case 'joinGroup':
        return mock.command({ do: 'join', connection: this.#connection(step.client), group: step.group })
      case 'leaveGroup':
        return mock.command({ do: 'leave', connection: this.#connection(step.client), group: step.group })
      case 'close':
        return this.#close(step)
      case 'cut':
        mock.over(this.#end(step.client), ABNORMAL, '', true)
        return mock.feed({
          on: 'closed',
          connection: this.#connection(step.client),
          code: ABNORMAL,
          reason: '',
        })
      case 'hold':
        this.#end(step.client).held ??= []
        return
      case 'release':
        return mock.release(this.#end(step.client))
      case 'serverSend':
        return mock.command({ do: 'send', connection: this.#connection(step.to), message: step.message })
      case 'serverBroadcast':
        return this.#broadcast(step)
      case 'serverClose':
        return this.#serverClose(step)
    }
  }

  #close({ client, code, reason }: CloseStep): void {
    this.#end(client).isClosing = true
    this.#mock.feed({ on: 'closing', connection: this.#connection(client), code, reason })
  }

  #serverClose({ to, code, reason }: ServerCloseStep): void {
    const { connections } = this.#mock.server
    for (const connection of to === undefined ? [...connections] : [this.#connection(to)]) {
      if (connection.phase === 'open') this.#mock.command({ do: 'close', connection, code, reason })
    }
  }

  /** @throws MistakeError for a path parameter that is missing, or that the URL does not have */
  #connect(step: ConnectStep): void {
    const { client, headers = {} } = step
    const { protocols = [] } = withProtocols(step, this.#contract)
    const end = new FarEnd(client)
    const lower = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    )
    const url = dialledUrl(client, this.#url, step)
    end.connection = this.#mock.server.admit(
      { url, protocols, headers: lower },
      this.#paramsOf(url),
      end,
      client,
    )
    this.#ends.set(client, end)
    this.#mock.feed({ on: 'open', connection: end.connection })
  }

  #broadcast(step: ServerBroadcastStep): void {
    const { message, group, groups = group === undefined ? undefined : [group], except } = step
    if (this.#knowsGroups) checkGroupsKnown(step, this.#mock.server.groupNames)
    this.#mock.command({ do: 'broadcast', message, audience: { groups, except } })
  }

  #frame(client: string, frame: Frame): void {
    this.#mock.feed({ on: 'frame', connection: this.#connection(client), frame })
  }

  #connection(client: string): Connection<FarEnd> {
    return this.#end(client).connection
  }

  #end(client: string): FarEnd {
    const end = this.#ends.get(client)
    if (end === undefined) throw new BugError(`${client} acts before it connects`)
    return end
  }
}
