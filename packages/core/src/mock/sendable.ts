// What a mock, a client or a step can send.

/** Anything that can be sent: text as it is, bytes as a binary frame, everything else as JSON. */
export type Sendable = string | number | boolean | null | object
