// What a server's process asks of the process of its clients; each is answered, when it is done, by any message.

export type Command =
  /** Connects so many more to a port of this machine. */
  | { readonly do: 'connect'; readonly port: number; readonly count: number }
  /** Those who connected last end their connections. */
  | { readonly do: 'leave'; readonly count: number }
  /** Waits until so many bytes have come, over all connections and since the last time this was asked. */
  | { readonly do: 'hear'; readonly bytes: number }
  /** Sends so many messages on the last connection, each when the one before has been answered. */
  | { readonly do: 'echo'; readonly count: number }
