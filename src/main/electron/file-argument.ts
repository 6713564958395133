/** The graph that a start of the app names. */
import { resolve } from 'node:path'

/**
 * The last argument that is no switch, as an absolute path; null where there is none.
 *
 * - `packaged`: false when Electron itself was started with the app's folder as its first argument.
 */
export function fileArgument(argv: readonly string[], packaged: boolean, folder: string): string | null {
  const end = argv.indexOf('--')
  const plain = [
    ...(end < 0 ? argv : argv.slice(0, end)).slice(1).filter((argument) => !argument.startsWith('-')),
    ...(end < 0 ? [] : argv.slice(end + 1)),
  ]
  const file = plain.slice(packaged ? 0 : 1).at(-1)
  return file === undefined ? null : resolve(folder, file)
}
