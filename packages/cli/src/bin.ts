#!/usr/bin/env node
// The command `parley`: hands its arguments to the program and leaves with the exit code that comes back.
import process from 'node:process'
import { EXIT } from './exit.ts'
import { outliveReaders } from './output.ts'
import { run } from './program.ts'

const isAllWritten = outliveReaders()
const code = await run(process.argv.slice(2))
process.exitCode = code
// A module of the user's may hold something open; what was printed is written first, or has been told to be lost.
process.stdout.write('', () => setImmediate(leave))

function leave(): void {
  process.stderr.write('', () => process.exit(code === EXIT.pass && !isAllWritten() ? EXIT.fail : code))
}
