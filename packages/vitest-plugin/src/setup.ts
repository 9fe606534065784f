// The setup file that `parley()` adds to a project. It is run for each test file, also where files share modules.
import { onConversation } from '@parley-ws/core/runner'
import { afterAll, aroundEach, inject } from 'vitest'
import { answering, fileCoverage, runningTests } from './current-tests.ts'
import { registerMatchers } from './matchers.ts'

registerMatchers()
const coverages = inject('parley')?.coverage === true ? fileCoverage.begin() : undefined
if (coverages !== undefined) afterAll(onConversation((conversation) => fileCoverage.count(conversation)))

aroundEach(async (runTest, { task }) => {
  // Taken along when the file is done; until then it grows.
  if (coverages !== undefined) task.file.meta.parleyCoverage = coverages
  // For fixtures of a module that another file has loaded already: their own hook is that file's.
  await runningTests.run(runningTests.of(task), runTest)
})

if (inject('parley')?.install === 'imports') afterAll(answering.begin())
