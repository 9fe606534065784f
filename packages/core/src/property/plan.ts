// A conversation to be tried, as plain data that fast-check can make and shrink. Clients and groups are numbers; which
// names they have, and which messages say it, is stage.ts's.

export const MOST_CLIENTS = 8

/** What a message of a group is like. */
export type Flavour = 'plain' | 'same' | 'empty' | 'large' | 'huge' | 'odd'

export type Move =
  | { readonly do: 'join' | 'leave'; readonly client: number; readonly group: number }
  | {
      readonly do: 'say'
      readonly client: number
      readonly group: number
      readonly flavour: Flavour
      /** Which of the messages at hand. */
      readonly pick: number
    }
  /** Says more than fits between a server and a client that does not read. */
  | { readonly do: 'flood'; readonly client: number; readonly group: number }
  /** The server itself speaks to a group. */
  | { readonly do: 'announce'; readonly group: number }
  | { readonly do: 'close' | 'cut'; readonly client: number }
  /** Connects again; `rejoins`: and asks to join where it was a member. */
  | { readonly do: 'connect'; readonly client: number; readonly rejoins: boolean }
  /** Stops reading, and reads again. */
  | { readonly do: 'hold' | 'release'; readonly client: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'settle' }

export interface Plan {
  /** By client: which groups it is a member of at the beginning, by their numbers. */
  readonly members: readonly (readonly number[])[]
  /** Whether every member makes sure that it is one, by saying something and hearing it, before the rest begins. */
  readonly isWarm: boolean
  /** Which set of names the groups have. */
  readonly names: number
  readonly moves: readonly Move[]
  /** Seeds what is left to chance: the faults that strike. */
  readonly luck: number
}
