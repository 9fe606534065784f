// The setup file that `parley()` adds to a project. It is run for each test file, also where files share modules.
import { afterAll, aroundEach, inject } from 'vitest'
import { answering, runningTests } from './current-tests.ts'
import { registerMatchers } from './matchers.ts'

registerMatchers()
// For fixtures of a module that another file has loaded already: their own hook is that file's.
aroundEach(async (runTest, { task }) => runningTests.run(runningTests.of(task), runTest))

if (inject('parley')?.install === 'imports') afterAll(answering.begin())
