// How many connections one process may hold here: each is an open file.

/** Files that a process has open besides its connections. */
const OTHER_FILES = 50

/** Node raises the soft limit (`ulimit -n`) to the hard one itself, so the hard one counts. */
export function mostConnections(): number {
  const { userLimits } = process.report.getReport() as {
    userLimits?: { open_files?: { hard?: number | 'unlimited' } }
  }
  const hard = userLimits?.open_files?.hard
  return typeof hard === 'number' ? hard - OTHER_FILES : Infinity
}

/** Whether so many can be measured; says so where they can't. */
export function canHold(connections: number): boolean {
  if (connections <= mostConnections()) return true
  console.error(`${connections} connections are left out: the limit of open files (ulimit -Hn) is too low`)
  return false
}
