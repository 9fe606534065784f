// @vitest-environment jsdom
import { describeInEnvironment } from '../../../test/web-socket/environment-suite.ts'

describeInEnvironment('jsdom')
