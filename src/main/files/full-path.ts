import { homedir } from 'node:os'
import { isAbsolute, resolve } from 'node:path'

/** An absolute path; `~` is the person's home, and what is relative is taken from there. */
export function fullPath(path: string, home: string = homedir()): string {
  if (path === '~' || path.startsWith('~/') || path.startsWith('~\\'))
    return resolve(home, `.${path.slice(1)}`)
  return isAbsolute(path) ? resolve(path) : resolve(home, path)
}
