// Real sockets beside ours: those whose URL no mock answers. Owns that they are real, that `instanceof WebSocket` holds
// for them too, and that a subclass of ours works with both.

export type WebSocketClass = typeof globalThis.WebSocket

/** Whether an object is a socket in memory. */
export type IsOurs = (value: object) => boolean

export class LetThrough {
  readonly #ours: WebSocketClass
  readonly #isOurs: IsOurs
  readonly #original: (() => WebSocketClass) | undefined
  #sharesPrototype = false

  constructor(ours: WebSocketClass, isOurs: IsOurs, original: (() => WebSocketClass) | undefined) {
    this.#ours = ours
    this.#isOurs = isOurs
    this.#original = original
  }

  /** Makes a real socket, of the subclass where one was asked for. */
  construct(newTarget: object, args: readonly unknown[]): WebSocket {
    if (this.#original === undefined)
      throw new TypeError('No mock answers, and there is no WebSocket to fall back to.')
    const Original = this.#original()
    if (newTarget === this.#ours) return Reflect.construct(Original, args) as WebSocket
    this.#sharePrototype(Original.prototype)
    return Reflect.construct(Original, args, newTarget as WebSocketClass) as WebSocket
  }

  /** Lets `instanceof` accept real sockets. */
  recogniseInstances(): void {
    const ours = this.#ours
    const isReal = (value: unknown): boolean => this.#isReal(value)
    Object.defineProperty(ours, Symbol.hasInstance, {
      // A subclass inherits this; only the class itself stands for the real one as well.
      value(this: object, value: unknown): boolean {
        return (
          Function.prototype[Symbol.hasInstance].call(this as () => void, value) ||
          (this === ours && isReal(value))
        )
      },
      configurable: true,
      writable: true,
    })
  }

  #isReal(value: unknown): boolean {
    // The tag is asked first, so that a value of another kind never makes the real class load.
    if (typeof value !== 'object' || value === null || Reflect.get(value, Symbol.toStringTag) !== 'WebSocket')
      return false
    const Original = this.#original?.()
    return Original !== undefined && Original !== this.#ours && value instanceof Original
  }

  /**
   * A real socket with the prototype of a subclass has ours behind it, whose members know nothing of a real socket, and
   * the real class would not recognise it. So from the first such socket on the real prototype stands behind ours, and
   * our members hand it what is not ours.
   */
  #sharePrototype(real: WebSocket): void {
    if (this.#sharesPrototype) return
    this.#sharesPrototype = true
    const { prototype } = this.#ours
    Object.setPrototypeOf(prototype, real)
    for (const [name, own] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (name === 'constructor') continue
      if (own.get !== undefined) Object.defineProperty(prototype, name, this.#sharedAccessor(name, own, real))
      else if (typeof own.value === 'function') {
        Object.defineProperty(prototype, name, {
          ...own,
          value: this.#sharedMethod(name, own.value as Method, real),
        })
      }
    }
  }

  #sharedAccessor(name: string, own: PropertyDescriptor, real: WebSocket): PropertyDescriptor {
    const isOurs = this.#isOurs
    const shared: PropertyDescriptor = {
      ...own,
      get(this: object): unknown {
        return Reflect.get(isOurs(this) ? ownOnly : real, name, this)
      },
    }
    const ownOnly: object = Object.create(null, { [name]: own }) as object
    if (own.set !== undefined) {
      shared.set = function (this: object, value: unknown): void {
        Reflect.set(isOurs(this) ? ownOnly : real, name, value, this)
      }
    }
    return shared
  }

  #sharedMethod(name: string, own: Method, real: WebSocket): Method {
    const isOurs = this.#isOurs
    return function (this: object, ...args: unknown[]): unknown {
      const method = isOurs(this) ? own : (Reflect.get(real, name) as Method)
      return Reflect.apply(method, this, args)
    }
  }
}

type Method = (this: object, ...args: unknown[]) => unknown
