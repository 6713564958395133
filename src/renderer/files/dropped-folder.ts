/** The sources in a folder that was dropped, by their paths in it. */
import type { ImportFile } from '../../graph/import/import-file'

/** No net is written in more, or in longer ones. */
const MOST_FILES = 400
const LONGEST = 2 * 1024 * 1024
const DEEPEST = 8

export async function sourcesIn(folder: FileSystemDirectoryEntry): Promise<ImportFile[]> {
  const found: ImportFile[] = []
  await walk(folder, '', found, 0)
  return found
}

async function walk(
  folder: FileSystemDirectoryEntry,
  path: string,
  found: ImportFile[],
  depth: number,
): Promise<void> {
  for (const entry of await entriesOf(folder)) {
    const name = `${path}${entry.name}`
    if (found.length >= MOST_FILES) return
    if (entry.isDirectory && depth < DEEPEST && !/^[._]/.test(entry.name))
      await walk(entry as FileSystemDirectoryEntry, `${name}/`, found, depth + 1)
    if (!entry.isFile || !entry.name.toLowerCase().endsWith('.py')) continue
    const file = await fileOf(entry as FileSystemFileEntry)
    if (file.size <= LONGEST) found.push({ name, bytes: new Uint8Array(await file.arrayBuffer()) })
  }
}

/** A browser gives them a hundred at a time. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed))
    if (some.length === 0) return all
    all.push(...some)
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((done, failed) => entry.file(done, failed))
}
