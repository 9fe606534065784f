// @vitest-environment happy-dom
import { describeInEnvironment } from '../../../test/web-socket/environment-suite.ts'

describeInEnvironment('happy-dom')
