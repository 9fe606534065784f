// The conversations of a test that failed, in Vitest's reports: the timeline of each mock as a text and as a picture,
// attached to the test. Nothing is made for a test that passes, or where no report would show it.
import { timeline } from '@parley-ws/core'
import { warn } from '@parley-ws/core/runner'
import { inject, type TestAttachment } from 'vitest'
import type { Placed, RunningTest } from './running-tests.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether the timelines of failed tests are attached to them. */
    readonly parleyAttachments?: boolean
  }
  interface TaskMeta {
    /** The timelines of a test that failed. Of what is attached Vitest's report shows the name, of this the text. */
    parleyTimelines?: string
  }
}

/** To be called when the mocks of the test have ended, and before its errors are thrown. */
export async function attachTimelines(test: RunningTest): Promise<void> {
  if (!isFailing(test) || inject('parleyAttachments') !== true) return
  const used = test.conversations.filter(({ mock }) => mock.transcript.entries.length > 0)
  if (used.length === 0) return
  try {
    for (const placed of used) {
      // oxlint-disable-next-line eslint/no-await-in-loop -- the report shows them in their order
      await attach(test.task, placed)
    }
  } catch (error) {
    // A report without pictures is no reason to hide why the test failed.
    warn(error)
  }
}

/** A test that is meant to fail and does is a test that passes. */
function isFailing({ task, errors }: RunningTest): boolean {
  if (task.result?.state === 'skip') return false
  const hasFailed = task.result?.state === 'fail' || errors.length > 0
  return hasFailed !== (task.fails === true)
}

async function attach(task: Task, { mock, url }: Placed): Promise<void> {
  const { transcript } = mock
  const name = nameIn(task, `mock ${url.text}`)
  const text = timeline(transcript)
  const before = task.meta.parleyTimelines
  task.meta.parleyTimelines = `${before === undefined ? '' : `${before}\n\n`}${name}\n${text}`
  await annotate(task, `timeline of ${name}`, {
    body: text,
    bodyEncoding: 'utf-8',
    contentType: 'text/plain',
  })
  // Loaded by a test that fails alone: the page is large.
  const { htmlTimeline } = await import('@parley-ws/core/views')
  await annotate(task, `picture of ${name}`, {
    body: htmlTimeline(transcript, { title: url.text }),
    bodyEncoding: 'utf-8',
    contentType: 'text/html',
  })
}

type Task = RunningTest['task']

/** The attempts of a test share one list, in which Vitest's report needs names that differ. */
function nameIn({ result, annotations }: Task, mock: string): string {
  const { retryCount = 0, repeatCount = 0 } = result ?? {}
  const repeat = repeatCount === 0 ? '' : `, repeat ${repeatCount}`
  const retry = retryCount === 0 ? '' : `, retry ${retryCount}`
  const name = `${mock}${repeat}${retry}`
  const names = new Set(annotations.map(({ message }) => message))
  let number = 1
  const numbered = (): string => (number === 1 ? name : `${name} (${number})`)
  while (names.has(`timeline of ${numbered()}`)) number++
  return numbered()
}

/**
 * Vitest takes annotations of a test as long as its state is `run`, which it is not once the body is done. That is when a
 * failure is known, the conversation is over, and the report is yet to be made. The artifacts it takes then are shown by
 * no report. So the test is in this state again for the call; what follows of the call does not ask.
 */
async function annotate(task: Task, name: string, attachment: TestAttachment): Promise<void> {
  const { result, context } = task
  if (result === undefined) return
  const { state } = result
  result.state = 'run'
  let annotation
  try {
    annotation = context.annotate(name, 'parley', attachment)
  } finally {
    result.state = state
  }
  await annotation
}
