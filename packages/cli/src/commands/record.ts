// `parley record`: a proxy between clients and a real server that writes down what is said.
import { Command } from 'commander'
import { recordWs } from '@parley-ws/core/node'
import { EXIT, type ExitCode } from '../exit.ts'
import { readText } from '../files.ts'
import { jsonOption, webSocketUrl, wholeNumber } from '../options.ts'
import { follow } from '../serve/follow.ts'
import { frameLog } from '../serve/frame-log.ts'
import { teller } from '../serve/serve-file.ts'
import { tlsOf } from '../serve/tls.ts'
import { TranscriptFile } from '../serve/transcript-files.ts'
import { whenStopped } from './serve.ts'

interface Given {
  readonly target: string
  readonly out?: string
  readonly port: number
  readonly host: string
  readonly tls?: boolean
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly saveCert?: string
  readonly ca?: string
  readonly insecure?: boolean
  readonly timeout?: number
  readonly redact?: readonly string[]
  readonly reveal?: readonly string[]
  readonly quiet?: boolean
  readonly json?: boolean
}

/** What of a recording stays in memory, where nobody looks at it. */
const KEPT_BYTES = 1024 * 1024

export function recordCommand(finish: (code: ExitCode) => void): Command {
  return new Command('record')
    .description('Stand between clients and a real server, and write down what is said.')
    .requiredOption('--target <url>', 'the server, ws: or wss:', webSocketUrl)
    .option('-o, --out <file>', 'the transcript (JSONL; must not exist)')
    .option('-p, --port <number>', 'the port; 0 for one that is free', wholeNumber(0, 65_535), 8080)
    .option('--host <address>', 'the interface to listen on', '127.0.0.1')
    .option('--tls', 'have clients speak wss, with a certificate that is made for this run')
    .option('--tls-cert <file>', 'have clients speak wss, with this certificate (PEM)')
    .option('--tls-key <file>', 'and its key (PEM)')
    .option('--save-cert <file>', 'write the certificate that was made, for clients to trust')
    .option('--ca <file>', 'a certificate of the server to trust (PEM)')
    .option('--insecure', 'accept any certificate of the server')
    .option('--timeout <ms>', 'how long the server may take to answer a handshake', wholeNumber(1))
    .option('--redact <paths...>', 'hide these fields of messages, headers and parameters besides')
    .option('--reveal <names...>', 'keep these headers and parameters though they look secret')
    .option('-q, --quiet', 'do not print frames')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  parley record --target wss://api.example.com/chat --out chat.jsonl
  parley record --target ws://127.0.0.1:3000 --port 3001 --redact token user.email

Clients connect to the address that is printed; their path, query, headers and subprotocols go on to the server.
Cookies, authorization and tokens are passed on and not written down.`,
    )
    .action(async (given: Given) => {
      const { target, out, port, host, quiet, json, redact, reveal, timeout } = given
      const isJson = json === true
      const tell = teller(isJson)
      const tls = await tlsOf(
        { isGenerated: given.tls === true, cert: given.tlsCert, key: given.tlsKey, saveTo: given.saveCert },
        host,
      )
      const file = out === undefined ? undefined : new TranscriptFile(out)
      const proxy = await recordWs({
        target,
        port,
        host,
        tls,
        targetTls: {
          ...(given.ca === undefined ? {} : { ca: readText(given.ca) }),
          ...(given.insecure === true ? { rejectUnauthorized: false } : {}),
        },
        timeoutMs: timeout,
        redaction: { redact, reveal },
        // The file has them all.
        maxTranscriptBytes: KEPT_BYTES,
      }).catch((error: unknown) => {
        file?.discard()
        throw error
      })
      const log = quiet === true ? undefined : frameLog(isJson)
      let recorded = 0
      const flush = follow(proxy, (entries) => {
        recorded += entries.length
        file?.write(entries)
        log?.({ path: target, isOnly: true }, entries)
      })
      tell('recording', `recording ${target}: connect to ${proxy.url}`, {
        url: proxy.url,
        port: proxy.port,
        target,
      })
      const signal = await whenStopped()
      tell('stopping', `${signal}: closing`, { signal })
      await proxy[Symbol.asyncDispose]()
      flush()
      file?.close()
      tell('stopped', `recorded ${recorded} entries${out === undefined ? '' : ` in ${out}`}`, {
        entries: recorded,
        out,
      })
      finish(EXIT.pass)
    })
}
