/** By which a file is known again: whether another program has changed it since it was read or written here. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { FileStamp } from '../contract'

/** Of a larger file, one with the same size and time is the same, in bytes; a smaller one is read. */
const READ_ALWAYS = 2 ** 20

/** Undefined for a pipe or a device. - `bytes`: what was read of it, else it is read. Errors: those of the file system. */
export async function stampOf(path: string, bytes?: Uint8Array): Promise<FileStamp | undefined> {
  const found = await stat(path)
  if (!found.isFile()) return undefined
  const hash = createHash('sha256')
  if (bytes) hash.update(bytes)
  else for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return { size: bytes?.byteLength ?? found.size, modified: found.mtimeMs, hash: hash.digest('hex') }
}

/** What has become of a file since. - `wanted`: what is to be written there; a file that has it already is as good as unchanged */
export async function lookAtFile(
  path: string,
  seen: FileStamp,
  wanted?: string,
): Promise<'same' | 'changed' | 'missing'> {
  try {
    const found = await stat(path)
    if (found.size === seen.size && found.mtimeMs === seen.modified && found.size > READ_ALWAYS) return 'same'
    const hash = (await stampOf(path))?.hash
    const same = [seen.hash, ...(wanted === undefined ? [] : [hashOf(wanted)])]
    return hash !== undefined && same.includes(hash) ? 'same' : 'changed'
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'missing'
    throw error
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
