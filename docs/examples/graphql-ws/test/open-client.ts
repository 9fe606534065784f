// The client under test, unchanged, and a place to collect what a subscription brings.
import { type Client, type ClientOptions, createClient } from 'graphql-ws'

export const url = 'wss://api.example.com/graphql'

const queries = {
  Greetings: 'subscription Greetings { greetings }',
  Broken: 'subscription Broken { nothing }',
  Prices: 'subscription Prices { price }',
  News: 'subscription News { headline }',
} as const

export type Operation = keyof typeof queries

export const RETRY_MS = 1_000

/** A client whose subscriptions have readable ids and that tries again after a second. */
export function openClient(options: Partial<ClientOptions> = {}): Client {
  return createClient({
    url,
    generateID: ({ operationName }) => operationName ?? 'anonymous',
    retryWait: () => new Promise((resolve) => setTimeout(resolve, RETRY_MS)),
    ...options,
  })
}

export interface Subscription {
  /** The data of each result, oldest first. */
  readonly data: readonly unknown[]
  readonly isComplete: boolean
  /** What ended it: GraphQL errors, or the event of the connection. */
  readonly error: unknown
  unsubscribe(): void
}

export function subscribeTo(client: Client, operationName: Operation): Subscription {
  const data: unknown[] = []
  let isComplete = false
  let error: unknown
  const unsubscribe = client.subscribe(
    { query: queries[operationName], operationName },
    {
      next: (result) => data.push(result.data),
      error: (problem) => {
        error = problem
      },
      complete: () => {
        isComplete = true
      },
    },
  )
  return {
    data,
    get isComplete() {
      return isComplete
    },
    get error() {
      return error
    },
    unsubscribe,
  }
}
