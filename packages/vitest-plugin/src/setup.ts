// The setup file that `parley()` adds to a project: the matchers, before any test file is loaded.
import { registerMatchers } from './matchers.ts'

registerMatchers()
