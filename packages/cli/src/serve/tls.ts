// Key and certificate of a server: those that are given, or some that are made for this run.
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import { isIP } from 'node:net'
import type { SecureContextOptions } from 'node:tls'
import { UsageError } from '../exit.ts'
import { readText, writeText } from '../files.ts'

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
    return pairOf(cert, key)
  }
  if (!isGenerated) {
    if (saveTo !== undefined) throw new UsageError('--save-cert needs --tls.')
    return undefined
  }
  const made = await certificateFor(host)
  if (saveTo !== undefined) save(saveTo, made.cert)
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

/** A server with a pair that does not fit starts, and refuses every handshake: it is said before. */
function pairOf(certFile: string, keyFile: string): { readonly cert: string; readonly key: string } {
  const cert = readText(certFile)
  const key = readText(keyFile)
  const certificate = parsed(certFile, 'certificate', () => new X509Certificate(cert))
  const privateKey = parsed(keyFile, 'private key without a passphrase', () => createPrivateKey(key))
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new UsageError(`${keyFile} is not the key of ${certFile}: give the two that were made together.`)
  }
  return { cert, key }
}

function parsed<T>(file: string, what: string, parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    throw new UsageError(`${file} holds no ${what} in PEM: give a file that does.`, { cause })
  }
}

/** Each run makes another certificate, and writes over the last one: over nothing else. */
function save(file: string, certificate: string): void {
  if (existsSync(file) && !/^-----BEGIN CERTIFICATE-----|^\s*$/.test(readText(file))) {
    throw new UsageError(
      `${file} is there already, and is no certificate: name another file for --save-cert.`,
    )
  }
  writeText(file, certificate)
}
