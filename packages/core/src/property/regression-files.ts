// The port to the folder of kept failures. Types only.

/** A file of the folder. */
interface KeptFile {
  /** Its path, as people are told it. */
  readonly path: string
  readonly text: string
}

interface RegressionFolder {
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
