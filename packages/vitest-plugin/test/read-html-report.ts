// Reads the report that Vitest's reporter `html` wrote: what of a test its page shows.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { parse } from 'flatted'
import type { RunnerTask, TestAttachment } from 'vitest'

export interface ReportedTest {
  readonly state: string | undefined
  /** What it failed for: the messages. */
  readonly errors: readonly string[]
  /** By name. */
  readonly attachments: ReadonlyMap<string, TestAttachment>
  /** The timelines that are shown as they are. */
  readonly shown: string | undefined
}

/**
 * @param folder the reporter's `outputDir`
 * @returns the tests by their names, those of the describe blocks around them before them
 */
export async function readHtmlReport(folder: string): Promise<ReadonlyMap<string, ReportedTest>> {
  const packed = await readFile(join(folder, 'ui/html.meta.json.gz'))
  const { files } = parse((await promisify(gunzip)(packed)).toString()) as { files: readonly RunnerTask[] }
  return new Map(files.flatMap((file) => testsOf(file, [])))
}

function testsOf(task: RunnerTask, path: readonly string[]): readonly [string, ReportedTest][] {
  if (task.type === 'suite') {
    // A file has a name of its own, which is not part of its tests'.
    const names = task === task.file ? path : [...path, task.name]
    return task.tasks.flatMap((each) => testsOf(each, names))
  }
  const attachments = task.annotations.flatMap(({ message, attachment }): [string, TestAttachment][] =>
    attachment === undefined ? [] : [[message, attachment]],
  )
  if (new Set(attachments.map(([name]) => name)).size < attachments.length) {
    throw new Error(`the attachments of ${task.name} do not have names of their own`)
  }
  const reported = {
    state: task.result?.state,
    errors: (task.result?.errors ?? []).map(({ message }) => message),
    attachments: new Map(attachments),
    shown: task.meta.parleyTimelines,
  }
  return [[[...path, task.name].join(' '), reported]]
}
