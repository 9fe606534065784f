// The codecs that a contract can name.
import { mistake } from '../errors.ts'
import { showValue } from '../match/show.ts'
import { type Codec, jsonCodec } from '../wire/codec.ts'
import { copyBytes, isBytes, type Payload } from '../wire/frame.ts'
import type { ContractCodec } from './definition.ts'

/** Every message is its text. */
const textCodec: Codec = {
  encode(message) {
    if (typeof message === 'string') return { opcode: 'text', payload: message.toWellFormed() }
    throw mistake(`sending ${showValue(message)}`, "the contract's messages are text", 'Send a string')
  },
  decode: (payload) => payload,
}

/** Every message is its bytes. */
const binaryCodec: Codec = {
  encode(message) {
    if (isBytes(message)) return { opcode: 'binary', payload: copyBytes(message) }
    throw mistake(`sending ${showValue(message)}`, "the contract's messages are bytes", 'Send a Uint8Array')
  },
  decode: (payload: Payload) => payload,
}

/** @throws MistakeError for what is no codec */
export function codecOf(attempted: string, given: ContractCodec): Codec {
  if (given === 'json') return jsonCodec
  if (given === 'text') return textCodec
  if (given === 'binary') return binaryCodec
  if (
    typeof given === 'object' &&
    given !== null &&
    typeof given.encode === 'function' &&
    typeof given.decode === 'function'
  )
    return given
  throw mistake(
    attempted,
    `the codec is ${showValue(given)}`,
    "Use 'json', 'text', 'binary', or { encode, decode }",
  )
}
