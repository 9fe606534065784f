// What exploring sees of the folder of kept failures: no type of Node's, nothing loaded.
import type { OpenRegressionFolder } from './regression-files.ts'

/** `regressionFolder` of Node; undefined where there is no Node. */
export declare function loadRegressionFolder(): Promise<OpenRegressionFolder | undefined>
