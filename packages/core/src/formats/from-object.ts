// `fromObject`: a mock from the data of a mock file, wherever that came from.
import { checkOptionNames } from '../errors.ts'
import { type LoadedMock, loadMock, type LoadOptions } from './loaded.ts'
import type { MockFile } from './mock-file/model.ts'

/**
 * Makes mocks of a mock file that is data already.
 *
 * @throws MistakeError naming everything that is wrong with it, each with its place and what would be right
 */
export function fromObject(file: MockFile, options: LoadOptions = {}): LoadedMock {
  checkOptionNames('fromObject()', options, ['folder', 'env', 'seed'])
  return loadMock(file, options, { text: 'the mock file' })
}
