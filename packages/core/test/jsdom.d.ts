// The part of jsdom that tests use; its types are published for other versions only.
declare module 'jsdom' {
  export class JSDOM {
    constructor(
      html: string,
      options: {
        readonly url?: string
        readonly runScripts?: 'dangerously'
        readonly pretendToBeVisual?: boolean
        readonly beforeParse?: (window: Window & typeof globalThis) => void
      },
    )
    readonly window: unknown
  }
}
