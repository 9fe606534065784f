// Between a chat's messages and frames of graphql-transport-ws. What a client says is an operation, called like the message;
// what the server says is a result, whose type is called like the message: { subscribed } is a Subscribed.
import type { DataFrame, Payload } from '@parley-ws/core'

const OPERATIONS = {
  subscribe: `subscription subscribe($room: ID!) {
    room(room: $room) { __typename ... on Subscribed { room } ... on Said { room id text } }
  }`,
  unsubscribe: 'mutation unsubscribe($room: ID!) { leave(room: $room) { __typename room } }',
  say: `mutation say($room: ID!, $id: ID!, $text: String!) {
    say(room: $room, id: $id, text: $text) { __typename id }
  }`,
  sync: 'query sync($id: ID!) { sync(id: $id) { __typename id } }',
} as const

/** Messages of the protocol itself. */
const OPENINGS = { connectionInit: 'connection_init', connectionAck: 'connection_ack' } as const

type Fields = Readonly<Record<string, unknown>>

export function encode(message: unknown): DataFrame {
  const { type: name, ...fields } = message as Fields & { readonly type: string }
  return { opcode: 'text', payload: JSON.stringify(frameOf(name, fields)) }
}

function frameOf(name: string, fields: Fields): Fields {
  if (isKeyOf(OPENINGS, name)) return { type: OPENINGS[name] }
  const id = crypto.randomUUID()
  if (isKeyOf(OPERATIONS, name)) {
    return {
      id,
      type: 'subscribe',
      payload: { operationName: name, query: OPERATIONS[name], variables: fields },
    }
  }
  const typeName = name.charAt(0).toUpperCase() + name.slice(1)
  return { id, type: 'next', payload: { data: { result: { __typename: typeName, ...fields } } } }
}

/** A frame that says nothing in a chat stays as it is. @throws for errors of the server */
export function decode(payload: Payload): unknown {
  const frame = JSON.parse(String(payload)) as Frame
  switch (frame.type) {
    case 'connection_init':
      return { type: 'connectionInit' }
    case 'connection_ack':
      return { type: 'connectionAck' }
    case 'subscribe':
      return { type: frame.payload.operationName, ...frame.payload.variables }
    case 'next': {
      const { data, errors } = frame.payload
      if (errors !== undefined) throw new Error(JSON.stringify(errors))
      // Every operation asks for one field.
      const [result] = Object.values(data)
      if (result === undefined) return frame
      const { __typename: typeName, ...fields } = result
      return { type: typeName.charAt(0).toLowerCase() + typeName.slice(1), ...fields }
    }
    case 'error':
      throw new Error(JSON.stringify(frame.payload))
    default:
      return frame
  }
}

type Frame =
  | { readonly type: 'connection_init' | 'connection_ack' | 'ping' | 'pong' | 'complete' }
  | {
      readonly type: 'subscribe'
      readonly payload: { readonly operationName: string; readonly variables: Fields }
    }
  | { readonly type: 'next'; readonly payload: Result }
  | { readonly type: 'error'; readonly payload: unknown }

interface Result {
  readonly data: { readonly [field: string]: Fields & { readonly __typename: string } }
  readonly errors?: unknown
}

function isKeyOf<T extends object>(object: T, key: PropertyKey): key is keyof T {
  return Object.hasOwn(object, key)
}
