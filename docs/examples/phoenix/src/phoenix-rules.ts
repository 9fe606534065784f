// The channels of a Phoenix server, as rules. A topic is a group: who joined it hears what is broadcast to it.
// Frames are those of the serializer's version 2: [join_ref, ref, topic, event, payload].
import { anything, type MockClient, on, onClose, type Pattern, type Rule, text } from '@parley-ws/core'

/** What a client pushes to a channel: the refs are its own, the rest is to be matched. */
export const pushed = <
  const Topic extends Pattern,
  const Event extends Pattern,
  const Payload extends Pattern,
>(
  topic: Topic,
  event: Event,
  payload: Payload,
) => [text(), text(), topic, event, payload] as const

/** How a client joins a topic. */
export const join = <const Topic extends Pattern, const Params extends Pattern>(
  topic: Topic,
  params: Params,
) => pushed(topic, 'phx_join', params)

/** How a client leaves a topic. */
export const leave = <const Topic extends Pattern>(topic: Topic) => pushed(topic, 'phx_leave', anything())

/** What keeps the connection: it belongs to no channel. */
export const heartbeat = [null, text(), 'phoenix', 'heartbeat', {}] as const

/** What a message has to begin with to be answered. */
interface Pushed {
  readonly message: readonly [joinRef: string | null, ref: string, topic: string, ...rest: unknown[]]
}

const reply =
  (status: 'ok' | 'error', response: object) =>
  ({ message: [joinRef, ref, topic] }: Pushed) => [joinRef, ref, topic, 'phx_reply', { status, response }]

/** Answers a push: `on(pushed(…)).reply(ok())`. */
export const ok = (response: object = {}) => reply('ok', response)

/** Refuses a push: `on(pushed(…)).reply(error({ reason: '…' }))`. */
export const error = (response: object) => reply('error', response)

/** What follows the answer to a leave: the channel has ended. */
const closed = ({ message: [joinRef, , topic] }: Pushed) => [joinRef, joinRef, topic, 'phx_close', {}]

/** What every member of a topic hears; it belongs to no join of theirs. */
export const broadcast = (topic: string, event: string, payload: object) =>
  [null, null, topic, event, payload] as const

/** A broadcast of bytes: one binary frame of the lengths, the topic, the event and the payload. */
export function binaryBroadcast(topic: string, event: string, payload: Uint8Array): Uint8Array {
  const [topicBytes, eventBytes] = [utf8(topic), utf8(event)]
  return Uint8Array.of(2, topicBytes.length, eventBytes.length, ...topicBytes, ...eventBytes, ...payload)
}

const utf8 = (name: string): Uint8Array => new TextEncoder().encode(name)

/** The topic of a message, for `join`, `leave` and the audience of a broadcast. */
export const topicOf = ({ message }: Pushed): string => message[2]

const joinRefKey = (topic: string): string => `join_ref of ${topic}`

/** Keeps the ref of a join, to speak to that channel later. */
function remember({ client, message: [joinRef, , topic] }: Pushed & { readonly client: MockClient }): void {
  client.state[joinRefKey(topic)] = joinRef
}

/** The ref of a client's latest join of a topic. A channel ignores what belongs to an earlier one. */
export function joinRefOf(client: MockClient, topic: string): string {
  const joinRef = client.state[joinRefKey(topic)]
  if (typeof joinRef === 'string') return joinRef
  throw new Error(`${client.name} has not joined ${topic}`)
}

/** Says something to one client's channel alone. */
export function pushTo(client: MockClient, topic: string, event: string, payload: object): void {
  client.send([joinRefOf(client, topic), null, topic, event, payload])
}

/** The channel of a client crashes on the server; the client is expected to join again. */
export function crash(client: MockClient, topic: string): void {
  end(client, topic, 'phx_error')
}

/** The server ends the channel of a client for good. */
export function stop(client: MockClient, topic: string): void {
  end(client, topic, 'phx_close')
}

function end(client: MockClient, topic: string, event: 'phx_error' | 'phx_close'): void {
  const joinRef = joinRefOf(client, topic)
  client.leave(topic)
  client.send([joinRef, joinRef, topic, event, {}])
}

/** What every Phoenix server does, whatever its channels are for. */
export const protocolRules: readonly Rule[] = [
  on(heartbeat).reply(ok()),
  on(leave(text())).leave(topicOf).reply(ok()).reply(closed),
]

/** A channel that everybody may join: the topic, or a pattern of topics. */
export const openChannel = (topic: string | RegExp): Rule =>
  on(join(topic, anything())).join(topicOf).run(remember).reply(ok())

/**
 * A channel that tells its members who else is there, each client by the `user` it joined with. It remembers them, so
 * make it for each test: `setupWsMock(url, () => [...presenceChannel(topic), …])`.
 */
export function presenceChannel(topic: string): readonly Rule[] {
  const users = new Map<MockClient, string>()
  const presence = (list: Iterable<readonly [MockClient, string]>): object =>
    Object.fromEntries([...list].map(([{ name }, user]) => [user, { metas: [{ phx_ref: name }] }]))
  const diff = (change: { readonly joins?: object; readonly leaves?: object }) =>
    broadcast(topic, 'presence_diff', { joins: {}, leaves: {}, ...change })
  const forget = (client: MockClient): object => {
    const user = users.get(client)
    users.delete(client)
    return user === undefined ? {} : presence([[client, user]])
  }
  return [
    on(join(topic, { user: text() }))
      .join(topic)
      .run(remember)
      .reply(ok())
      .run(({ client, message: [joinRef, , , , { user }], reply: say }) => {
        users.set(client, user)
        say([joinRef, null, topic, 'presence_state', presence(users)])
      })
      .broadcast(({ client, message: [, , , , { user }] }) => diff({ joins: presence([[client, user]]) }), {
        group: topic,
        except: 'sender',
      }),
    on(leave(topic))
      .leave(topic)
      .reply(ok())
      .reply(closed)
      .broadcast(({ client }) => diff({ leaves: forget(client) }), { group: topic }),
    onClose().run(({ client, groups, broadcast: tell }) => {
      if (groups.includes(topic)) tell(diff({ leaves: forget(client) }), { group: topic })
    }),
  ]
}
