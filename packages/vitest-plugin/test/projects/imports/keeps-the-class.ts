// An app that looks at the global once, when it is loaded.
const { WebSocket } = globalThis

export const open = (url: string): WebSocket => new WebSocket(url)
