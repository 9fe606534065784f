// A contract in use: reads frames and writes them, finds what a message asks of a group. Everything below the public
// `Contract` goes through here; the types of its messages are gone.
import { checkOptionNames, mistake } from '../errors.ts'
import { showKey, showValue } from '../match/show.ts'
import { checkClose } from '../wire/close-code.ts'
import type { Codec } from '../wire/codec.ts'
import type { DataFrame, Direction, Payload } from '../wire/frame.ts'
import { codecOf } from './contract-codec.ts'
import { checkUrl } from './contract-url.ts'
import type { ContractDefinition, Discriminator } from './definition.ts'
import { type Envelope, envelopeOf } from './envelope.ts'
import type { GroupTerms } from './group-terms.ts'
import { type HandshakeParts, HandshakeTerms } from './handshake-terms.ts'
import { prepared } from './json-schema.ts'
import { checkDiscriminator } from './check-discriminator.ts'
import { type Classified, MessageBook } from './message-book.ts'
import type { MessageTerms } from './message-terms.ts'
import { readGroup } from './read-group.ts'
import { type HeartbeatTerms, readHeartbeat, readReplies, type ReplyTerms } from './reply-terms.ts'
import type { Messages } from './message-types.ts'
import type { Reading } from './reading.ts'

/** A definition whose types are forgotten. */
export type AnyDefinition = ContractDefinition<Messages, Messages, string, Discriminator>

/** Whether a value is a contract in use, also one of another copy of this module: a project may hold two. */
export function isCompiledContract(value: unknown): value is CompiledContract {
  return typeof value === 'object' && value !== null && 'classify' in value && 'groups' in value
}

export class CompiledContract {
  readonly name: string
  readonly definition: AnyDefinition
  readonly messages: MessageBook
  readonly groups: ReadonlyMap<string, GroupTerms>
  readonly replies: ReadonlyMap<string, ReplyTerms>
  readonly heartbeat: HeartbeatTerms | undefined
  readonly #codec: Codec
  readonly #envelope: Envelope | undefined
  readonly #handshake: HandshakeTerms
  #isPrepared = false
  /** What was decoded last of what the server said: who judges it and who receives it look at the same frame. */
  #said: { readonly payload: Payload; readonly value: unknown } | undefined

  /** @throws MistakeError for a contract that contradicts itself */
  constructor(name: string, definition: AnyDefinition) {
    const attempted = `contract(${showValue(name)})`
    if (typeof name !== 'string' || name === '')
      throw mistake(attempted, 'it has no name', "Write contract('chat', { … })")
    checkOptionNames(attempted, definition, NAMES)
    const {
      clientToServer,
      serverToClient,
      discriminator: given = 'type',
      codec = 'json',
      unknownMessages = 'refuse',
    } = definition
    const url = checkUrl(attempted, definition.url)
    if (unknownMessages !== 'refuse' && unknownMessages !== 'ignore') {
      throw mistake(attempted, `unknownMessages is ${showValue(unknownMessages)}`, "Use 'refuse' or 'ignore'")
    }
    const discriminator = checkDiscriminator(attempted, given, codec)
    this.name = name
    this.definition = definition
    this.#envelope = envelopeOf(discriminator)
    this.#codec = codecOf(attempted, codec)
    this.messages = new MessageBook(
      attempted,
      { clientToServer, serverToClient },
      this.#envelope,
      typeof discriminator === 'object' ? (discriminator.names ?? {}) : {},
      unknownMessages === 'ignore',
    )
    this.groups = new Map(
      Object.entries(definition.groups ?? {}).map(([kind, group]) => [
        kind,
        readGroup(attempted, kind, group, this.messages, this.nameField),
      ]),
    )
    this.replies = readReplies(attempted, definition.replies ?? {}, this.messages, this.groups.values())
    this.#handshake = new HandshakeTerms(attempted, definition.handshake ?? {}, url)
    this.heartbeat = readHeartbeat(attempted, definition.heartbeat, this.messages)
    for (const code of Object.keys(definition.closeCodes ?? {})) {
      checkClose(`${attempted}, closeCodes`, Number(code), '')
    }
  }

  /** The field in which messages carry their name, beside their own; undefined where the name stands elsewhere. */
  get nameField(): string | undefined {
    const { namePath = [] } = this.#envelope ?? {}
    return namePath.length === 1 ? namePath[0] : undefined
  }

  /** Loads what is loaded late, so that no frame has to wait for it; undefined where nothing is missing. */
  prepare(): Promise<unknown> | undefined {
    if (this.#isPrepared) return undefined
    const pending = [this.messages.prepare(), prepared(this.#handshake.schemas)].filter(
      (each) => each !== undefined,
    )
    this.#isPrepared = pending.length === 0
    return this.#isPrepared ? undefined : Promise.all(pending)
  }

  /** The frame of a message of the contract. @throws MistakeError when it has no form on the wire */
  write(direction: Direction, name: string, message: unknown): DataFrame {
    return this.encode(this.valueOf(direction, name, message))
  }

  /** The frame of a value that has its name already. @throws MistakeError when it has no form on the wire */
  encode(value: unknown): DataFrame {
    return this.#codec.encode(value)
  }

  /** The value that travels for a message, before it is encoded: with its name. */
  valueOf(direction: Direction, name: string, message: unknown): unknown {
    return this.messages.close(this.messages.get(direction, name), message)
  }

  /** What a frame says, checked against the contract. Waits only for a schema that makes it wait. */
  read(direction: Direction, payload: Payload): Reading | Promise<Reading> {
    let value: unknown
    try {
      value = this.#decoded(direction, payload)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      const breach = {
        direction,
        name: undefined,
        why: 'unreadable',
        issues: [{ path: '', message }],
      } as const
      return { name: undefined, message: payload, output: payload, breach }
    }
    return this.messages.read(direction, value)
  }

  /** Which message a frame is, unchecked; no name for one that the contract does not know. */
  classify(direction: Direction, payload: Payload): Classified {
    try {
      return this.messages.classify(direction, this.#decoded(direction, payload))
    } catch {
      return { name: undefined, message: payload, isUndecodable: true }
    }
  }

  // Not what clients say: handlers are given it, and may change it.
  #decoded(direction: Direction, payload: Payload): unknown {
    if (direction === 'clientToServer') return this.#codec.decode(payload)
    if (this.#said?.payload !== payload) this.#said = { payload, value: this.#codec.decode(payload) }
    return this.#said.value
  }

  /** What a server's close code breaks, if it does: where codes are listed, others are none of the server's. */
  strangeCloseCode(code: number): string | undefined {
    const { closeCodes } = this.definition
    if (closeCodes === undefined || Object.hasOwn(closeCodes, code) || ALWAYS_ALLOWED.has(code))
      return undefined
    return `it has no close code ${code}; its codes are ${Object.keys(closeCodes).join(', ')}`
  }

  /** What a refusal of the server breaks, if it does: where refusals are listed, others are none of the server's. */
  strangeRefusal(status: number): string | undefined {
    const { refusals } = this.definition.handshake ?? {}
    if (refusals === undefined || Object.hasOwn(refusals, status)) return undefined
    return `it has no refusal ${status}; its refusals are ${Object.keys(refusals).join(', ')}`
  }

  /** What a subprotocol that the server chose breaks, if it does: where they are listed, others are none of the server's. */
  strangeProtocol(protocol: string): string | undefined {
    const { protocols } = this.definition.handshake ?? {}
    if (protocols === undefined || protocols.includes(protocol)) return undefined
    return `it has no subprotocol ${showValue(protocol)}; its subprotocols are ${protocols.join(', ')}`
  }

  /** What breaks the contract in a handshake, each as a text. Waits only for schemas that make it wait. */
  handshakeIssues(handshake: HandshakeParts): readonly string[] | Promise<readonly string[]> {
    return this.#handshake.issues(handshake)
  }

  /** The subprotocol to choose of those offered; undefined where the contract names none. */
  chooseProtocol(offered: readonly string[]): string | undefined {
    const { protocols } = this.definition.handshake ?? {}
    return protocols === undefined ? undefined : offered.find((protocol) => protocols.includes(protocol))
  }

  /** @throws MistakeError naming the messages there are */
  message(attempted: string, direction: Direction, name: unknown): MessageTerms {
    const terms = typeof name === 'string' ? this.messages.find(direction, name) : undefined
    if (terms !== undefined) return terms
    const known = [...this.messages.all(direction).keys()].map(showKey).join(', ')
    const whose = direction === 'clientToServer' ? 'clients send' : 'the server sends'
    if (typeof name !== 'string') {
      throw mistake(
        attempted,
        `the first argument is ${showValue(name)}, and not the name of a message`,
        `Write the name, and behind it the message, { … }. What ${whose}: ${known}`,
      )
    }
    throw mistake(
      attempted,
      `${this.name} has no message ${showValue(name)} that ${whose}`,
      `Use one of ${known}`,
    )
  }

  /** @throws MistakeError naming the kinds there are */
  group(attempted: string, kind: unknown): GroupTerms {
    const terms = typeof kind === 'string' ? this.groups.get(kind) : undefined
    if (terms !== undefined) return terms
    const known = [...this.groups.keys()].map(showKey).join(', ')
    throw mistake(
      attempted,
      `${this.name} has no groups of the kind ${showValue(kind)}`,
      `Its kinds are: ${known || 'none'}`,
    )
  }
}

/** Normal closure, going away, and a close frame without a code (RFC 6455 section 7.4.1). */
const ALWAYS_ALLOWED: ReadonlySet<number> = new Set([1000, 1001, 1005])

const NAMES: readonly string[] = [
  'url',
  'handshake',
  'clientToServer',
  'serverToClient',
  'discriminator',
  'codec',
  'groups',
  'replies',
  'closeCodes',
  'heartbeat',
  'unknownMessages',
] satisfies (keyof AnyDefinition)[]
