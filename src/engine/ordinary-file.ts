/** Reading ordinary files only: a pipe, a device or what the kernel makes up would hold a thread, of which there are four, or never end. */
import { constants } from 'node:fs'
import type { Stats } from 'node:fs'
import { open, readlink, stat, statfs } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'

/** Numbers of Linux's own file systems, which hold no files of a person: proc, sysfs, debugfs, tracefs, securityfs, configfs, devpts, cgroup, cgroup 2, bpf. */
const MADE_UP = new Set([
  0x9fa0, 0x62656572, 0x64626720, 0x74726163, 0x73636673, 0x62656570, 0x1cd1, 0x27e0eb, 0x63677270,
  0xcafe4a11,
])

/**
 * Reads a file whole, as long as it is when it is opened.
 *
 * - `real`: `path` has no links, and what is opened must lie there, whatever was put in its way meanwhile.
 * Errors: those of the file system, with their `code`; `EISDIR` for a folder; `EFTYPE` for what is no ordinary file; `EFBIG`
 * above `mostBytes`.
 */
export async function readOrdinaryFile(
  path: string,
  mostBytes: number,
  options?: OpenOptions,
): Promise<Buffer> {
  const { file, size } = await openOrdinaryFile(path, options)
  try {
    if (size > mostBytes) throw Object.assign(refusal('EFBIG', path), { size })
    return await readPart(file, size)
  } finally {
    await file.close()
  }
}

export interface OpenOptions {
  real?: boolean
}

/** Reads at most the first `bytes` of a file. Errors: as {@link readOrdinaryFile}. */
export async function readBeginning(path: string, bytes: number): Promise<Buffer> {
  const { file, size } = await openOrdinaryFile(path)
  try {
    return await readPart(file, Math.min(size, bytes))
  } finally {
    await file.close()
  }
}

/** An open file, and its size. What is no ordinary file is refused before it is opened, and what took its place meanwhile after. */
export async function openOrdinaryFile(
  path: string,
  { real = false }: OpenOptions = {},
): Promise<{ file: FileHandle; size: number }> {
  check(await stat(path), path)
  // Where another put a pipe there in between, opening it does not wait for its other end.
  const follow = real ? (constants.O_NOFOLLOW ?? 0) : 0
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | follow)
  try {
    const found = await file.stat()
    check(found, path)
    if (process.platform === 'linux') {
      const opened = real ? await readlink(`/proc/self/fd/${file.fd}`) : path
      if (opened !== path) throw refusal('ENOENT', path)
      const { type } = await statfs(`/proc/self/fd/${file.fd}`).catch(() => statfs(path))
      if (MADE_UP.has(type)) throw refusal('EFTYPE', path)
    }
    return { file, size: found.size }
  } catch (error) {
    await file.close()
    throw error
  }
}

function check(found: Stats, path: string): void {
  if (found.isDirectory()) throw refusal('EISDIR', path)
  if (!found.isFile()) throw refusal('EFTYPE', path)
}

async function readPart(file: FileHandle, bytes: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(bytes)
  let filled = 0
  while (filled < bytes) {
    const { bytesRead } = await file.read(buffer, filled, bytes - filled, filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}

function refusal(code: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${path}`), { code, path })
}
