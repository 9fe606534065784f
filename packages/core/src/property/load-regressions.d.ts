// What exploring sees of the folder of kept failures: no type of Node's, nothing loaded.

/** A file of the folder. */
export interface KeptFile {
  /** Its path, as people are told it. */
  readonly path: string
  readonly text: string
}

export interface RegressionFolder {
  /** The files that were written under this name, by their names; none where there is no such folder. */
  read(name: string): Promise<readonly KeptFile[]>
  /**
   * Writes a file, and the folder if need be. What was kept already is written over. Returns its path.
   *
   * @param identity what tells it from others of its name
   */
  write(name: string, identity: string, text: string): Promise<string>
}

export type OpenRegressionFolder = (folder: string | URL) => RegressionFolder

/** `regressionFolder` of Node; undefined where there is no Node. */
export declare function loadRegressionFolder(): Promise<OpenRegressionFolder | undefined>
