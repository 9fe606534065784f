// The libraries that files may need: optional peers, loaded when the first file needs one. Types only otherwise.
import { createRequire } from 'node:module'
import type * as Faker from '@faker-js/faker'
import type * as JmesPath from '@jmespath-community/jmespath'
import type { Ajv } from 'ajv'
import type { Ajv2020 } from 'ajv/dist/2020.js'
import type { FormatsPlugin } from 'ajv-formats'
import type * as DateFns from 'date-fns'
import type * as FastXmlParser from 'fast-xml-parser'
import type Handlebars from 'handlebars'
import type * as JsonP3 from 'json-p3'
import type * as Re2 from 're2js'
import type * as Yaml from 'yaml'
import { MistakeError } from '../errors.ts'

interface Peers {
  yaml: typeof Yaml
  handlebars: typeof Handlebars
  '@faker-js/faker': typeof Faker
  '@jmespath-community/jmespath': typeof JmesPath
  'date-fns': typeof DateFns
  'fast-xml-parser': typeof FastXmlParser
  'json-p3': typeof JsonP3
  re2js: typeof Re2
  ajv: { readonly Ajv: typeof Ajv }
  'ajv/dist/2020.js': { readonly Ajv2020: typeof Ajv2020 }
  'ajv-formats': { readonly default: FormatsPlugin }
}

/** A peer that is not installed. */
export class MissingPeer extends MistakeError {
  readonly missing: string

  constructor(name: string, purpose: string) {
    super(`${purpose} needs the package ${name}. Install it: npm install --save-dev ${name}.`)
    this.missing = name
  }
}

const load = createRequire(import.meta.url)

/** Makes sure that a peer is there, without loading it. @throws MissingPeer */
export function needPeer(name: keyof Peers, purpose: string): void {
  try {
    load.resolve(name)
  } catch {
    throw new MissingPeer(name, purpose)
  }
}

/** Loads a peer at once: a mock is made where it is written, at the top of a test file. @throws MissingPeer */
export function peer<Name extends keyof Peers>(name: Name, purpose: string): Peers[Name] {
  try {
    return load(name) as Peers[Name]
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') {
      throw new MissingPeer(name.replace(/^((?:@[^/]+\/)?[^/]+).*/, '$1'), purpose)
    }
    throw error
  }
}
