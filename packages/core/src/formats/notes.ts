// Takes down what of another system's file is not carried over, with its place.
import { type FilePath, pathText } from './problem.ts'

/** Something of another system's file that is not in the mock, or not in the same way. */
export interface ImportNote {
  /** Where: `routes[3].responses[0].callbacks`. */
  readonly path: string
  /** What it is and what becomes of it, as a sentence. */
  readonly text: string
}

export class Notes {
  readonly list: ImportNote[] = []

  /** @param text a sentence */
  add(path: FilePath, text: string): void {
    this.list.push({ path: pathText(path), text })
  }
}
