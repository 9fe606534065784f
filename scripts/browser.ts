// Which browser the tests use: Playwright's own where it is installed, else one of this machine, else the one that the
// system's package manager has. Owns finding and starting it, and nothing of what is then tested.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** For tests: nothing is fetched beside what the test asks for. */
const FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
]

export interface BrowserLaunch {
  readonly executablePath: string
  readonly args: string[]
}

/**
 * How to start the browser. As root on Debian it is installed first, where there is none.
 *
 * @throws Error that says in one line what to install
 */
export function browserLaunch(): BrowserLaunch {
  // Chromium refuses its sandbox to root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox', ...FLAGS] : FLAGS
  return { executablePath: findBrowser() ?? installBrowser(), args }
}

function findBrowser(): string | undefined {
  const playwrights = chromium.executablePath()
  if (existsSync(playwrights)) return playwrights
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path))
}

function installBrowser(): string {
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    // Several test files may find at once that there is none.
    const install =
      'command -v chromium || (apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -qy --no-install-recommends -o DPkg::Lock::Timeout=300 install chromium)'
    try {
      execFileSync('flock', ['/tmp/parley-browser.lock', 'sh', '-c', install], { stdio: 'ignore' })
    } catch {
      // What is then still missing is said below.
    }
    const installed = findBrowser()
    if (installed !== undefined) return installed
  }
  throw new Error(
    'These tests need a browser: run `npx playwright install chromium`, or as root `apt-get install chromium`.',
  )
}
