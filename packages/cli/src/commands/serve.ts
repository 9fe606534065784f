// `parley serve`: a mock from a file on a port, until somebody stops it.
import process from 'node:process'
import { Command, Option } from 'commander'
import type { SlowReaderPolicy } from '@parley-ws/core/node'
import { EXIT, type ExitCode, UsageError } from '../exit.ts'
import { httpUrl, jsonOption, limit, several, wholeNumber } from '../options.ts'
import { serveFile, type ServeFileOptions } from '../serve/serve-file.ts'

interface Given extends Omit<ServeFileOptions, 'tls' | 'json'> {
  readonly json?: boolean
  readonly tls?: boolean
  readonly tlsCert?: string
  readonly tlsKey?: string
  readonly saveCert?: string
}

const POLICIES = ['close-1008', 'close-1013', 'unbounded'] satisfies SlowReaderPolicy[]

/** A server runs for as long as nobody stops it; its transcript must not grow for as long. */
const MOST_TRANSCRIPT_BYTES = 64 * 1024 * 1024

export function serveCommand(finish: (code: ExitCode) => void): Command {
  return new Command('serve')
    .description(
      'Serve a mock on a port: from a module, a mock file, a file of Moco or Mockoon, or a recording.',
    )
    .argument(
      '<file>',
      'a module (.ts, .js) that exports a mock, a contract or rules; a mock file; or a recording (.jsonl, .har)',
    )
    .option('-p, --port <number>', 'the port; 0 for one that is free', wholeNumber(0, 65_535), 8080)
    .option('--host <address>', 'the interface to listen on', '127.0.0.1')
    .option('--path <path>', 'the path of the mock, such as /rooms/:room')
    .option('--export <name>', 'which export of a module')
    .option('--tls', 'speak wss with a certificate that is made for this run')
    .option('--tls-cert <file>', 'speak wss with this certificate (PEM)')
    .option('--tls-key <file>', 'and its key (PEM)')
    .option('--save-cert <file>', 'write the certificate that was made, for clients to trust')
    .option('--static <folder>', 'serve the files of a folder beside the socket')
    .option('-w, --watch', 'read the file again when it changes; connections stay')
    .option('-t, --transcript <file>', 'write the transcript while it grows (JSONL; must not exist)')
    .option('-q, --quiet', 'do not print frames')
    .option('--seed <number>', 'of random choices and invented values in mock files', wholeNumber(0))
    .option('--exact-frames', "answer in binary frames, as Moco's own do")
    .addOption(
      new Option('--match <how>', 'of a recording: what a client has to say').choices([
        'strict',
        'ordered',
        'any',
      ]),
    )
    .addOption(
      new Option('--delays <which>', 'of a recording: the time that the server takes').choices([
        'none',
        'recorded',
      ]),
    )
    .option('--compress', 'compress messages for clients that offer it')
    .option('--max-connections <number>', 'refuse more with 503; default: no limit', limit)
    .option('--max-message-bytes <number>', 'close with 1009 on longer messages; default 16 MiB', limit)
    .option('--max-frame-bytes <number>', 'and on longer frames; default: as for messages', limit)
    .option(
      '--max-buffered-bytes <number>',
      'what may wait for a client that does not read; default 16 MiB',
      limit,
    )
    .addOption(
      new Option(
        '--slow-reader <policy>',
        'what happens to a client for which more waits; default close-1008',
      ).choices(POLICIES),
    )
    .addOption(
      new Option(
        '--max-transcript-bytes <number>',
        'what a transcript may take in memory; then its oldest entries are forgotten',
      )
        .argParser(limit)
        .default(MOST_TRANSCRIPT_BYTES, '64 MiB'),
    )
    .option(
      '--handshake-timeout <ms>',
      'how long a handshake may take to arrive, then 408; default 10,000',
      limit,
    )
    .option(
      '--origin <origin>',
      'refuse pages of other origins than this with 403; several times for several',
      several,
    )
    .option('--admin', 'an HTTP API to send, close, list and change rules, and a status page, with a token')
    .addOption(
      new Option('--admin-token <token>', 'this token; default: one that is made, and printed').env(
        'PARLEY_ADMIN_TOKEN',
      ),
    )
    .option('--olares', "as Olares' WebSocket service: its routes with --admin, no pings with --forward")
    .option('--forward <url>', 'call this for each open, message and close of a client', httpUrl)
    .option('--forward-timeout <ms>', 'how long a call may take', wholeNumber(1), 5_000)
    .option('--forward-retries <number>', 'how often it is made again', wholeNumber(0, 20), 5)
    .option('--forward-queue <number>', 'how many calls may wait', wholeNumber(1), 10_000)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  parley serve chat.mock.ts --watch
  parley serve moco.json --port 9999 --transcript run.jsonl
  parley serve chat.jsonl --match any
  parley serve chat.mock.yaml --tls --save-cert cert.pem --static public
  parley serve chat.mock.yaml --host 0.0.0.0 --origin https://chat.example --origin http://localhost:5173 \\
    --max-connections 500 --max-frame-bytes 65536 --handshake-timeout 2000

It ends with Ctrl-C: connections are closed with 1001. The exit code is 1 if a message broke the contract,
a handler threw, or a message matched no rule where that is an error.`,
    )
    .action(async (file: string, given: Given) => {
      if (given.olares === true && given.admin !== true && given.forward === undefined) {
        throw new UsageError('--olares says how --admin and --forward are: add one of them.')
      }
      const { tls, tlsCert, tlsKey, saveCert, ...options } = given
      const isClean = await serveFile(file, {
        ...options,
        json: options.json === true,
        tls: { isGenerated: tls === true, cert: tlsCert, key: tlsKey, saveTo: saveCert },
        stop: whenStopped(),
      })
      finish(isClean ? EXIT.pass : EXIT.fail)
    })
}

/** Resolves with the first signal to end; the second ends at once. */
export function whenStopped(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let isStopping = false
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (isStopping) process.exit(128 + (signal === 'SIGINT' ? 2 : 15))
        isStopping = true
        resolve(signal)
      })
    }
  })
}
