// Handlebars, sandboxed: own fields only, known helpers only, nothing of the process. A template of an author's is
// compiled when its file is read; what clients send is only ever filled in.
import type Handlebars from 'handlebars'
import { peer } from '../peers.ts'
import { nearest } from '../suggest.ts'
import { controlHelpers } from './helpers-control.ts'
import { dataHelpers } from './helpers-data.ts'
import { numberHelpers } from './helpers-number.ts'
import { randomHelpers } from './helpers-random.ts'
import { requestHelpers, runHelpers } from './helpers-request.ts'
import { textHelpers } from './helpers-text.ts'
import type { Helper, Helpers } from './helper.ts'
import type { Scope } from './scope.ts'

export type Escape = 'none' | 'html'

export interface Template {
  render(scope: Scope): string
  /** Whether it looks at the message or at who sent it; else it is the same for everybody. */
  readonly asksWho: boolean
  /** The helpers that it calls. */
  readonly calls: readonly string[]
  /** The methods of faker's that it calls by their names. */
  readonly invents: readonly string[]
  /** Helpers that it calls and that there are not, each with the nearest that there is. */
  readonly unknown: readonly { readonly name: string; readonly near: string | undefined }[]
}

const helpers: Helpers = {
  ...textHelpers,
  ...numberHelpers,
  ...dataHelpers,
  ...controlHelpers,
  ...randomHelpers,
  ...requestHelpers,
  ...runHelpers,
}

const BUILT_IN: readonly string[] = ['if', 'unless', 'each', 'with', 'lookup']
/** What a template finds at its root: `{{message.room}}`, `{{query.token}}`. */
const ABOUT_WHO: readonly string[] = [
  'text',
  'message',
  'client',
  'user',
  'url',
  'request',
  'path',
  'params',
  'query',
  'headers',
  'cookies',
  'protocols',
]

/** The names of all helpers. */
const HELPER_NAMES: readonly string[] = [...BUILT_IN, ...Object.keys(helpers)]

const OWN_FIELDS_ONLY = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false }

export class Templates {
  readonly #handlebars: typeof Handlebars
  /** Whom the template that is being filled in is about. */
  #scope: Scope | undefined

  constructor() {
    this.#handlebars = peer('handlebars', 'a template').create()
    this.#handlebars.unregisterHelper('log')
    this.#handlebars.registerHelper('helperMissing', () => '')
    for (const [name, helper] of Object.entries(helpers)) this.#register(name, helper)
  }

  /** @throws Error saying what is wrong with it */
  compile(source: string, escape: Escape): Template {
    const program = this.#handlebars.parse(source)
    const found = look(program)
    const filled = this.#handlebars.compile(source, { noEscape: escape === 'none' })
    return {
      asksWho: found.asksWho,
      calls: [...found.calls],
      invents: [...found.invents],
      unknown: found.unknown.map((name) => ({ name, near: nearest(name, HELPER_NAMES) })),
      render: (scope) => this.#within(scope, () => filled(rootOf(scope), OWN_FIELDS_ONLY)),
    }
  }

  // Filling in is one synchronous call; a template may fill in another one, of a data bucket.
  #within<Value>(scope: Scope, use: () => Value): Value {
    const before = this.#scope
    this.#scope = scope
    try {
      return use()
    } finally {
      this.#scope = before
    }
  }

  #register(name: string, helper: Helper): void {
    const { SafeString } = this.#handlebars
    const plain = (value: unknown): unknown => (value instanceof SafeString ? value.toString() : value)
    const scopeNow = (): Scope | undefined => this.#scope
    this.#handlebars.registerHelper(name, function registered(this: unknown, ...given: unknown[]): unknown {
      const options = given.at(-1) as Handlebars.HelperOptions
      const scope = scopeNow()
      if (scope === undefined) return undefined
      return helper({
        scope,
        args: given.slice(0, -1).map(plain),
        hash: Object.fromEntries(
          Object.entries(options.hash as Record<string, unknown>).map(([key, value]) => [key, plain(value)]),
        ),
        block: (context, data) => options.fn?.(context, data === undefined ? undefined : { data }) ?? '',
        data: options.data as Record<string, unknown>,
        self: this,
        safe: (text) => new SafeString(text),
      })
    })
  }
}

function rootOf({ who, text, message, number }: Scope): object {
  return { ...who, query: { ...who.query }, text, message, messageNumber: number }
}

interface Looked {
  asksWho: boolean
  readonly calls: Set<string>
  readonly invents: Set<string>
  readonly unknown: string[]
}

const nothingYet = (): Looked => ({ asksWho: false, calls: new Set(), invents: new Set(), unknown: [] })

/** Whether a template asks who, and which helpers it calls in vain. */
function look(node: unknown, looked: Looked = nothingYet()): Looked {
  if (Array.isArray(node)) {
    for (const each of node) look(each, looked)
    return looked
  }
  if (typeof node !== 'object' || node === null) return looked
  const { type, path, params, hash } = node as {
    readonly type?: string
    readonly path?: {
      readonly type?: string
      readonly original?: unknown
      readonly parts?: readonly string[]
    }
    readonly params?: readonly unknown[]
    readonly hash?: unknown
  }
  if (type === 'PathExpression') {
    const [head = ''] = (node as { readonly parts?: readonly string[] }).parts ?? []
    if (ABOUT_WHO.includes(head) || Object.hasOwn(requestHelpers, head)) looked.asksWho = true
    if (Object.hasOwn(helpers, head)) looked.calls.add(head)
  }
  const isCall = type === 'MustacheStatement' || type === 'SubExpression' || type === 'BlockStatement'
  const name = path?.parts?.length === 1 ? path.parts[0] : undefined
  if (isCall && name !== undefined && ((params?.length ?? 0) > 0 || hash !== undefined)) {
    const [first] = (params ?? []) as readonly { readonly type?: string; readonly value?: unknown }[]
    if (name === 'faker' && first?.type === 'StringLiteral') looked.invents.add(String(first.value))
    if (!HELPER_NAMES.includes(name) && !looked.unknown.includes(name)) looked.unknown.push(name)
  }
  for (const [field, each] of Object.entries(node)) if (field !== 'loc') look(each, looked)
  return looked
}
