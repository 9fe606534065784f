#!/usr/bin/env node
// The command `parley`: hands its arguments to the program and leaves with the exit code that comes back.
import process from 'node:process'
import { run } from './program.ts'

const code = await run(process.argv.slice(2))
process.exitCode = code
// A module of the user's may hold something open; what was printed is written first.
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))
