// The data buckets of one run: made when they are first asked for, changed by templates.
import { dottedParts, valueAt } from '../json-path.ts'
import type { Bucket, BucketStore, Scope } from '../templates/scope.ts'

/** Names that lead to what all objects share. */
const FORBIDDEN: readonly string[] = ['__proto__', 'constructor', 'prototype']

export class Buckets implements BucketStore {
  readonly #buckets: readonly Bucket[]
  readonly #values = new Map<Bucket, unknown>()

  constructor(buckets: readonly Bucket[]) {
    this.#buckets = buckets
  }

  find(name: string): Bucket | undefined {
    const wanted = name.toLowerCase()
    return (
      this.#buckets.find((bucket) => bucket.id === name || bucket.name === name) ??
      this.#buckets.find((bucket) => bucket.name.toLowerCase().includes(wanted))
    )
  }

  value(bucket: Bucket, scope: Scope): unknown {
    if (this.#values.has(bucket)) return this.#values.get(bucket)
    // Set first: a bucket that looks itself up finds nothing, instead of never coming to an end.
    this.#values.set(bucket, undefined)
    const value = bucket.make(scope)
    if (bucket.asksWho) this.#values.delete(bucket)
    else this.#values.set(bucket, value)
    return value
  }

  all(scope: Scope): Readonly<Record<string, unknown>> {
    const all: Record<string, unknown> = {}
    for (const bucket of this.#buckets) {
      for (const name of [bucket.name, bucket.id]) {
        if (name === undefined) continue
        Object.defineProperty(all, name, {
          get: () => this.value(bucket, scope),
          enumerable: true,
          configurable: true,
        })
      }
    }
    return all
  }

  change(operator: string, name: string, path: string, value: unknown, scope: Scope): void {
    const bucket = this.find(name)
    if (bucket === undefined) return
    const root = { value: this.value(bucket, scope) }
    const parts = ['value', ...(path === '' ? [] : dottedParts(path))]
    if (parts.some((part) => FORBIDDEN.includes(part))) return
    const changed = change(operator, valueAt(root, parts), value)
    if (changed !== KEEP) write(root, parts, changed)
    this.#values.set(bucket, root.value)
  }
}

const KEEP = Symbol('keep')
const REMOVE = Symbol('remove')

function change(operator: string, current: unknown, value: unknown): unknown {
  switch (operator) {
    case 'del':
      return REMOVE
    case 'push':
      return Array.isArray(current) ? [...(current as unknown[]), value] : KEEP
    case 'inc':
    case 'dec': {
      const by = value === undefined || value === '' ? 1 : Number(value) || 1
      if (Number.isNaN(Number(current)) || (value !== undefined && Number.isNaN(Number(value)))) return KEEP
      return Number(current) + (operator === 'inc' ? by : -by)
    }
    case 'invert':
      return typeof current === 'boolean' ? !current : KEEP
    case 'merge':
      return isPlain(current) && isPlain(value) ? { ...current, ...value } : value
    default:
      return value
  }
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function write(root: object, parts: readonly string[], value: unknown): void {
  let owner = root
  for (const [index, part] of parts.entries()) {
    if (index === parts.length - 1) {
      if (value !== REMOVE) Reflect.set(owner, part, value)
      else if (Array.isArray(owner)) owner.splice(Number(part), 1)
      else Reflect.deleteProperty(owner, part)
      return
    }
    let next: unknown = Object.hasOwn(owner, part) ? Reflect.get(owner, part) : undefined
    if (typeof next !== 'object' || next === null) {
      next = /^\d+$/.test(parts[index + 1] ?? '') ? [] : {}
      Reflect.set(owner, part, next)
    }
    owner = next as object
  }
}
