// What a contract makes of a message that passed: its name and what its schema says, or how it breaks the contract.
import type { Direction } from '../wire/frame.ts'

/** One thing that a schema says against a message. */
export interface Issue {
  /** Where in the message, e.g. `items.0.price`; empty for the message as a whole. */
  readonly path: string
  /** The schema's own words. */
  readonly message: string
}

/** How a message breaks the contract. */
export interface Breach {
  readonly direction: Direction
  /** The message's name, where it has one that the contract knows. */
  readonly name: string | undefined
  /**
   * `invalid`: its schema refuses it. `unknown`: the contract has no message of this name. `wrongWay`: it has, for the
   * other direction. `nameless`: no name where one has to be, or no message that fits. `unreadable`: the codec threw.
   */
  readonly why: 'invalid' | 'unknown' | 'wrongWay' | 'nameless' | 'unreadable'
  readonly issues: readonly Issue[]
}

/** A message as the contract sees it. */
export interface Reading {
  /** Undefined for one that the contract does not know. */
  readonly name: string | undefined
  /** What was on the wire, as patterns look at it. */
  readonly message: unknown
  /** What its schema makes of it, as handlers see it; the message itself where it breaks the contract. */
  readonly output: unknown
  readonly breach: Breach | undefined
}
