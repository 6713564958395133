/** Names of the files that an engine leaves for the host, in the folder that they share. */
import { randomBytes } from 'node:crypto'

/** A name that no file has, whichever process asks. */
export function newFileName(kind: 'checkpoint' | 'curves'): string {
  return `${kind}-${randomBytes(12).toString('hex')}`
}
