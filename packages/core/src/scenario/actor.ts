// What a client can do and expect in a scenario without a contract. Makes steps and checks what goes into them;
// whether a step fits the steps around it is check.ts's to say.
import { checkOptionNames, mistake } from '../errors.ts'
import { checkPattern } from '../match/check.ts'
import type { Pattern } from '../match/pattern.ts'
import { showValue } from '../match/show.ts'
import { checkGroup } from '../mock/client.ts'
import type { Sendable } from '../mock/sendable.ts'
import { checkClose } from '../wire/close-code.ts'
import { copyBytes, isBytes, utf8Bytes } from '../wire/frame.ts'
import { locate } from './call-site.ts'
import { checkClosePattern, checkDuration, checkHandshake, ownMessage } from './check-argument.ts'
import type { ConnectOptions, ExpectCloseStep, ExpectStep, Step } from './step.ts'

/** How a connection is expected to end: a close code, or what `{ code, reason }` looks like. */
type ClosePattern = number | ExpectCloseStep['pattern']

/** A client of a scenario without a contract. Each call makes a step; nothing happens until the scenario runs. */
export interface RawActor {
  /** As in the scenario's list of clients. */
  readonly name: string
  /**
   * Dials, and waits until the handshake is answered. A client without a connect step connects before the first step.
   * After the connection ended, connects anew: the new connection inherits nothing but what is ignored.
   *
   * @throws MistakeError for protocols, headers or path parameters that no handshake can carry
   */
  connect(options?: ConnectOptions): Step
  /**
   * Sends one message: text as it is, bytes (copied now) as a binary frame, everything else as JSON. A matcher in it
   * stands for its example at that moment: `ref('id')` sends what was captured.
   *
   * @throws MistakeError when the message has no JSON form
   */
  send(message: Sendable): Step
  /** The next frame that is not ignored matches; objects match partially. @throws MistakeError when it is no pattern */
  expect(pattern: Pattern): ExpectStep
  /** The next frames match, one each, in whatever order they come. @throws MistakeError when it is no list of patterns */
  expectInAnyOrder(patterns: readonly Pattern[]): ExpectStep
  /**
   * The connection ends, with this code or like this; without an argument, however it ends. 1006 is a cut or refused
   * connection.
   *
   * @throws MistakeError for a code that no client ever sees
   */
  expectClose(close?: ClosePattern): ExpectStep
  /**
   * Nothing that the earlier steps caused comes. In a simulation this is exact: nothing is in flight, and no timer is
   * due within `forMs` (default 0) of virtual time.
   *
   * @throws MistakeError unless `forMs` is a number of ms, 0 or more
   */
  expectNothing(options?: { readonly forMs?: number | undefined }): Step
  /** From here on frames that match are as if they had not come, those included that wait to be expected. */
  ignore(pattern: Pattern): Step
  /** Becomes a member. The mock is told directly. @throws MistakeError unless the group is a name */
  joinGroup(group: string): Step
  /** Stops being a member. The mock is told directly. @throws MistakeError unless the group is a name */
  leaveGroup(group: string): Step
  /**
   * Closes the connection.
   *
   * @param code default 1000 @param reason at most 123 bytes of UTF-8, default empty
   * @throws MistakeError for a code or reason that cannot travel in a close frame (RFC 6455 section 7.4)
   */
  close(code?: number, reason?: string): Step
  /** Ends the connection without a close frame: the server sees 1006. */
  cut(): Step
  /** Stops reading: what the server sends from here on waits, until `release()` or the end of the connection. */
  hold(): Step
  /** Reads again: what waited comes at once, in order. */
  release(): Step
  /** Sends a ping frame of at most 125 bytes. @throws MistakeError for more */
  ping(payload?: string | ArrayBuffer | ArrayBufferView): Step
}

/** Makes the actor of one client. */
export function rawActor(client: string): RawActor {
  // Own properties and not a class: each() goes through them, whatever actor it is given.
  const actor: RawActor = {
    name: client,
    connect(options = {}) {
      const { protocols, headers, params, query } = checkHandshake(`${client}.connect()`, options)
      const step: Step = {
        do: 'connect',
        client,
        ...(protocols === undefined ? {} : { protocols }),
        ...(headers === undefined ? {} : { headers }),
        ...(params === undefined ? {} : { params }),
        ...(query === undefined ? {} : { query }),
      }
      return locate(step, actor.connect)
    },
    send(message) {
      return locate({ do: 'send', client, message: ownMessage(`${client}.send()`, message) }, actor.send)
    },
    expect(pattern) {
      checkPattern(pattern, `${client}.expect()`)
      return locate({ do: 'expect', client, pattern }, actor.expect)
    },
    expectInAnyOrder(patterns) {
      const attempted = `${client}.expectInAnyOrder()`
      if (!Array.isArray(patterns) || patterns.length === 0) {
        throw mistake(
          attempted,
          `${showValue(patterns)} is not a list of patterns`,
          'Give an array with at least one',
        )
      }
      for (const [index, pattern] of patterns.entries())
        checkPattern(pattern, `${attempted}, pattern ${index + 1}`)
      const messages = patterns.map((pattern) => ({ pattern }))
      return locate({ do: 'expectInAnyOrder', client, messages }, actor.expectInAnyOrder)
    },
    expectClose(close = {}) {
      const pattern = checkClosePattern(`${client}.expectClose()`, close)
      return locate({ do: 'expectClose', client, pattern }, actor.expectClose)
    },
    expectNothing(options = {}) {
      checkOptionNames(`${client}.expectNothing()`, options, ['forMs'])
      const { forMs = 0 } = options
      checkDuration(`${client}.expectNothing()`, 'forMs', forMs)
      return locate({ do: 'expectNothing', client, forMs }, actor.expectNothing)
    },
    ignore(pattern) {
      checkPattern(pattern, `${client}.ignore()`)
      return locate({ do: 'ignore', client, pattern }, actor.ignore)
    },
    joinGroup(group) {
      checkGroup(`${client}.joinGroup()`, group)
      return locate({ do: 'joinGroup', client, group }, actor.joinGroup)
    },
    leaveGroup(group) {
      checkGroup(`${client}.leaveGroup()`, group)
      return locate({ do: 'leaveGroup', client, group }, actor.leaveGroup)
    },
    close(code = 1000, reason = '') {
      checkClose(`${client}.close(${showValue(code)})`, code, reason)
      return locate({ do: 'close', client, code, reason }, actor.close)
    },
    cut() {
      return locate({ do: 'cut', client }, actor.cut)
    },
    hold() {
      return locate({ do: 'hold', client }, actor.hold)
    },
    release() {
      return locate({ do: 'release', client }, actor.release)
    },
    ping(payload = '') {
      const bytes = isBytes(payload) ? copyBytes(payload) : utf8Bytes(payload)
      if (bytes.byteLength > 125) {
        throw mistake(
          `${client}.ping()`,
          `the payload has ${bytes.byteLength} bytes and a control frame holds 125`,
          'Shorten it',
        )
      }
      return locate({ do: 'ping', client, payload: bytes }, actor.ping)
    },
  }
  return actor
}
