/** Documents and folders of the person's disk. */
import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { readOrdinaryFile } from '../../engine/ordinary-file'
import type { FileStamp, FolderEntry, FolderListing, ForeignFile, OpenedFile, SavedFile } from '../contract'
import { fullPath } from './full-path'
import { lookAtFile, stampOf } from './file-stamp'
import { fileError, HostError, cannot } from './host-error'
import { writeWholeFile } from './whole-file'
import { tell } from '../../words/tell'

/** Largest document that is read or written, in bytes. */
export const MAX_DOCUMENT_BYTES = 50 * 2 ** 20
/** Largest file of another program that is read for the page, in bytes: its weights go back to the engine in one message. */
export const MAX_FOREIGN_BYTES = 512 * 2 ** 20

/** Reads a document's text; the path has no links. Errors: missing, a folder, no text, larger than {@link MAX_DOCUMENT_BYTES}. */
export async function readDocument(path: string): Promise<OpenedFile> {
  const full = fullPath(path)
  const bytes = await readWhole(full, MAX_DOCUMENT_BYTES, (size) => tooLarge('read', full, size))
  return {
    path: full,
    name: basename(full),
    text: decodeText(bytes, full),
    stamp: await stampOf(full, bytes),
  }
}

/** Reads another program's file; the path has no links. Errors: missing, a folder, larger than {@link MAX_FOREIGN_BYTES}. */
export async function readForeign(path: string): Promise<ForeignFile> {
  const full = fullPath(path)
  const bytes = await readWhole(
    full,
    MAX_FOREIGN_BYTES,
    (size) =>
      new HostError({
        message: cannot(
          'read',
          full,
          tell('disk.import_too_large', 'It has {{size}}, and at most {{most}} are imported here.', {
            size: mebibytes(size),
            most: mebibytes(MAX_FOREIGN_BYTES),
          }),
        ),
        remedy: tell(
          'host.import_it_with_gradwire_import',
          'Import it with gradwire import on the command line.',
        ),
        code: 'large',
      }),
  )
  return {
    name: basename(full),
    bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    stamp: await stampOf(full),
  }
}

async function readWhole(full: string, most: number, larger: (size: number) => HostError): Promise<Buffer> {
  try {
    return await readOrdinaryFile(full, most, { real: true })
  } catch (error) {
    const { code, size } = error as NodeJS.ErrnoException & { size?: number }
    throw code === 'EFBIG' && size !== undefined ? larger(size) : fileError(error, 'read', full)
  }
}

/**
 * Writes a document whole or not at all. Errors: those of the disk; `exists` unless `overwrite`; `changed` where the file is not
 * the one that was `seen` last; too large.
 */
export async function writeDocument(
  path: string,
  text: string,
  overwrite: boolean,
  seen?: FileStamp,
): Promise<SavedFile> {
  const full = fullPath(path)
  const size = Buffer.byteLength(text)
  if (size > MAX_DOCUMENT_BYTES) throw tooLarge('write', full, size)
  try {
    await refuseChanged(full, seen, text)
    await writeWholeFile(full, text, { overwrite })
    return { path: full, name: basename(full), stamp: await stampOf(full) }
  } catch (error) {
    throw fileError(error, 'write', full)
  }
}

/** Errors: `changed`. - `wanted`: what is to be written there */
export async function refuseChanged(
  path: string,
  seen: FileStamp | undefined,
  wanted?: string,
): Promise<void> {
  if (seen === undefined || (await lookAtFile(path, seen, wanted)) !== 'changed') return
  throw new HostError({
    message: cannot('write', path, tell('disk.changed', 'Another program has changed it meanwhile.')),
    remedy: tell('disk.save_under_another_name', 'Save under another name, or open the file again.'),
    code: 'changed',
  })
}

/**
 * A folder's visible entries: folders first, each kind by name. Without a folder, the person's home.
 *
 * - `shows`: whether an entry, or the folder above, may be told of
 */
export async function listFolder(
  folder: string = homedir(),
  shows: (path: string) => Promise<boolean> = () => Promise.resolve(true),
): Promise<FolderListing> {
  const full = fullPath(folder)
  try {
    const names = (await readdir(full)).filter((name) => !name.startsWith('.'))
    const all = await Promise.all(
      names.map(async (name) => ((await shows(join(full, name))) ? describe(join(full, name), name) : null)),
    )
    const entries = all.filter((entry) => entry !== null)
    const above = dirname(full)
    const parent = above !== full && (await shows(above)) ? above : null
    return { folder: full, parent, entries: entries.sort(byKindAndName) }
  } catch (error) {
    throw fileError(error, 'list', full)
  }
}

function decodeText(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new HostError({
      message: cannot('read', path, tell('disk.no_text_file', 'It is not a text file.')),
      remedy: tell('host.choose_graph_document_json', 'Choose a graph document (.json).'),
      code: 'invalid',
    })
  }
}

/** The refusal of a document of `size` bytes. */
export function tooLarge(action: 'read' | 'write', path: string, size: number): HostError {
  return new HostError({
    message: cannot(
      action,
      path,
      tell('disk.document_too_large', 'It has {{size}}, and a graph document has at most {{most}}.', {
        size: mebibytes(size),
        most: mebibytes(MAX_DOCUMENT_BYTES),
      }),
    ),
    remedy:
      action === 'read'
        ? tell('host.choose_graph_document_json', 'Choose a graph document (.json).')
        : tell('host.take_out_what_makes_graph', 'Take out what makes the graph this large.'),
    code: 'large',
  })
}

function mebibytes(bytes: number): string {
  return tell('host.mib', '{{bytes}} MiB', { bytes: Math.ceil(bytes / 2 ** 20) })
}

/** Null for what is neither file nor folder, is gone again, or is a link to nowhere. */
async function describe(path: string, name: string): Promise<FolderEntry | null> {
  const found = await stat(path).catch(() => null)
  if (!found?.isDirectory() && !found?.isFile()) return null
  return {
    name,
    path,
    kind: found.isDirectory() ? 'folder' : 'file',
    size: found.size,
    modified: Math.round(found.mtimeMs),
  }
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

function byKindAndName(a: FolderEntry, b: FolderEntry): number {
  if (a.kind !== b.kind) return a.kind === 'folder' ? -1 : 1
  return collator.compare(a.name, b.name)
}
