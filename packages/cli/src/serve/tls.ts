// Key and certificate of a server: those that are given, or some that are made for this run.
import { readFileSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { SecureContextOptions } from 'node:tls'
import { UsageError } from '../exit.ts'

export interface TlsChoice {
  readonly isGenerated: boolean
  readonly cert: string | undefined
  readonly key: string | undefined
  readonly saveTo: string | undefined
}

/** @returns undefined where the server is to speak plain */
export async function tlsOf(choice: TlsChoice, host: string): Promise<SecureContextOptions | undefined> {
  const { isGenerated, cert, key, saveTo } = choice
  if ((cert === undefined) !== (key === undefined)) {
    throw new UsageError('--tls-cert and --tls-key belong together: give both, or --tls alone.')
  }
  if (cert !== undefined && key !== undefined) {
    if (saveTo !== undefined)
      throw new UsageError('--save-cert is for a certificate that is made: leave it out.')
    return { cert: readPem(cert), key: readPem(key) }
  }
  if (!isGenerated) {
    if (saveTo !== undefined) throw new UsageError('--save-cert needs --tls.')
    return undefined
  }
  const made = await certificateFor(host)
  if (saveTo !== undefined) writeFileSync(saveTo, made.cert)
  return made
}

const VALID_DAYS = 30

async function certificateFor(host: string): Promise<{ readonly cert: string; readonly key: string }> {
  // It is large, and few need it.
  const { generate } = await import('selfsigned')
  const addresses = new Set([
    '127.0.0.1',
    '::1',
    ...(isIP(host) > 0 && !/^(?:0\.0\.0\.0|::)$/.test(host) ? [host] : []),
  ])
  const names = new Set(['localhost', ...(isIP(host) > 0 ? [] : [host])])
  const until = new Date()
  until.setDate(until.getDate() + VALID_DAYS)
  const { cert, private: key } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: until,
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...Array.from(names, (value) => ({ type: 2 as const, value })),
          ...Array.from(addresses, (ip) => ({ type: 7 as const, ip })),
        ],
      },
    ],
  })
  return { cert, key }
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: ${String(cause)}`, { cause })
  }
}
