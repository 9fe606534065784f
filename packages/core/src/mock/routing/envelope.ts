// How an application wraps what it says: which message is about what, and how a reply is recognised as one. Owns the
// shape of an envelope and the ready ones that are objects; who hears which message is router.ts's.
import { mistake } from '../../errors.ts'
import type { HandlerAudience } from '../audience.ts'
import type { Sendable } from '../sendable.ts'

/** A message out of its envelope. */
export interface Enveloped {
  /** What it is about: its type, event, url or op. */
  readonly name: string
  /** What it says. */
  readonly data: unknown
  /** What a reply carries so that it is recognised as one; undefined where the message has none. */
  readonly ref?: unknown
}

/**
 * An envelope: how messages are read and written. Three functions make one of your own; for objects with fields,
 * `fieldEnvelope` does.
 */
export interface Envelope<Message extends Enveloped = Enveloped> {
  /** For messages: `op`. */
  readonly label: string
  /** Takes a message out of its envelope; undefined where it is in none. */
  read(message: unknown): Message | undefined
  /** Wraps what the server says by itself. @param request what set it off, where something did */
  wrap(name: string, data: unknown, request: Message | undefined): Sendable
  /** Wraps the reply to a request. @param name undefined: what replies of this envelope are usually called */
  answer(request: Message, data: unknown, name: string | undefined): Sendable
  /** Who hears a broadcast for which nobody was named. Default: everybody. */
  audience?(request: Message): HandlerAudience
}

/** The names of an envelope's fields. */
export interface EnvelopeFields {
  /** Says what a message is about: a string. */
  readonly name: string
  /** Holds what it says. Default: the other fields of the message do. */
  readonly data?: string | undefined
  /** Is the same in a request and its reply. Default `id`. */
  readonly ref?: string | undefined
}

/**
 * An envelope that is an object with fields: `fieldEnvelope({ name: 'action', data: 'args', ref: 'requestId' })`. A reply
 * has the name of its request, unless it is given another, and its ref, if it has one.
 */
export function fieldEnvelope({
  name: nameField,
  data: dataField,
  ref: refField = 'id',
}: EnvelopeFields): Envelope {
  const wrap = (name: string, data: unknown, ref: unknown): Sendable => {
    const refs = ref === undefined ? {} : { [refField]: ref }
    const head = { [nameField]: name, ...refs }
    if (data === undefined) return head
    if (dataField !== undefined) return { ...head, [dataField]: data }
    if (!isObject(data)) throw notFields(nameField, data)
    // The ref stands where it stood, and is the request's: data may well have an id of its own.
    return { ...head, ...data, ...refs }
  }
  return {
    label: nameField,
    read(message) {
      if (!isObject(message)) return undefined
      const name = message[nameField]
      if (typeof name !== 'string') return undefined
      return { name, data: dataField === undefined ? message : message[dataField], ref: message[refField] }
    },
    wrap: (name, data) => wrap(name, data, undefined),
    answer: (request, data, name = request.name) => wrap(name, data, request.ref),
  }
}

/** `{ type, … }`: what a message says stands beside its type. A reply that has a type of its own keeps it. */
export const typeEnvelope: Envelope = fieldEnvelope({ name: 'type' })
/** `{ event, data }`, with `id` where a reply is asked for. */
export const eventEnvelope: Envelope = fieldEnvelope({ name: 'event', data: 'data' })
/** `{ url, body }`, with `id` where a reply is asked for. */
export const urlEnvelope: Envelope = fieldEnvelope({ name: 'url', data: 'body' })
/** `{ op, id, payload }`. */
export const opEnvelope: Envelope = fieldEnvelope({ name: 'op', data: 'payload' })

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
}

function notFields(nameField: string, data: unknown): Error {
  return mistake(
    `sending ${JSON.stringify(data) ?? String(data)} in an envelope of { ${nameField} }`,
    'its fields stand beside the name, and this has no fields',
    'Give an object',
  )
}
