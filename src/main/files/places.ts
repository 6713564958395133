/** Which files and folders of the person's disk a page may reach. */
import { lstat, realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, extname, join, relative, sep } from 'node:path'
import { cannot, fileError, HostError } from './host-error'
import type { FileAction } from './host-error'
import { fullPath } from './full-path'
import { tell } from '../../words/tell'

/** Names of what opens other doors: keys, their stores, passwords. */
const KEY_NAME = /^id_(rsa|dsa|ecdsa|ed25519)|\.(pem|key|ppk|p12|pfx|jks|keystore|kdbx?|asc|gpg)$/i
/** Weights that lie beside a document go with it. */
const BESIDE = new Set(['.safetensors', '.pt', '.pth', '.bin', '.onnx'])
/** Files and folders that are remembered; the oldest go first. */
const MOST_REMEMBERED = 10_000

export interface PlacesOptions {
  /**
   * Folders in which the page's own dialogs go about; null where the desktop's do, and only what these gave may be reached.
   * Their hidden parts, keys and other people's files stay closed.
   */
  roots: readonly string[] | null
  /** Files that a page had before the host was started. Default: none */
  earlier?: () => Promise<readonly string[]>
}

/**
 * A page reaches what a person gave: by a dialog of the desktop, the command line, or an earlier document; where the page draws the dialogs,
 * what the host has listed for it below its roots. Every path is followed through its links first.
 */
export class Places {
  private readonly roots: readonly string[] | null
  /** Files that were given, by their real paths. */
  private readonly files = new Set<string>()
  /** Folders that were given with all that is in them. */
  private readonly folders = new Set<string>()
  /** Folders below the roots whose entries a page has been told. */
  private readonly listed = new Set<string>()

  private readonly earlier: () => Promise<readonly string[]>
  private remembered: Promise<void> | null = null

  constructor({ roots, earlier = () => Promise.resolve([]) }: PlacesOptions) {
    this.roots = roots
    this.earlier = earlier
  }

  /** A person gave this file or folder. What does not exist yet is given by its name. */
  async give(path: string): Promise<void> {
    const real = await realOf(fullPath(path))
    const isFolder = await lstat(real).then(
      (found) => found.isDirectory(),
      () => false,
    )
    remember(isFolder ? this.folders : this.files, real)
  }

  /** The real path of a file that the page may read. Errors: those of the file system; it may not. */
  async toRead(path: string): Promise<string> {
    const full = fullPath(path)
    const real = await realOf(full)
    if (!(await this.holds(real))) throw this.refusal('read', full)
    // What is missing is told of only where the page may know.
    return realpath(full).catch((error: unknown) => {
      throw fileError(error, 'read', full)
    })
  }

  /** The real path of what the page may write: that of the file that is there, else the name in the real folder. */
  async toWrite(path: string): Promise<string> {
    const full = fullPath(path)
    const real = await realOf(full)
    // A folder that is missing is told of by the disk.
    if (await this.holds(real)) return real
    throw this.refusal('write', full)
  }

  /** The real path of a folder whose entries the page may be told. */
  async toList(folder: string): Promise<string> {
    const full = fullPath(folder)
    const real = await realOf(full)
    if (!isIn(this.folders, real) && !(await this.inRoots(real))) throw this.refusal('list', full)
    remember(this.listed, real)
    return realpath(full).catch((error: unknown) => {
      throw fileError(error, 'list', full)
    })
  }

  /** Whether the page may see an entry of a folder that was listed. */
  async shows(path: string): Promise<boolean> {
    const real = await realpath(path).catch(() => null)
    return real !== null && (isIn(this.folders, real) ? isOpen(path) : this.inRoots(real))
  }

  /** Whether data may be read from a folder: one that was given, lies beside a document that was, or below the roots. */
  async holdsData(folder: string): Promise<boolean> {
    await this.recall()
    const real = await realOf(fullPath(folder))
    const beside = [...this.files].some((file) => isWithin(dirname(file), real))
    return beside || isIn(this.folders, real) || this.inRoots(real, this.roots ?? [homedir()])
  }

  /** Whether a source may be read for one that imports it: it lies where data may be read from, and is nothing hidden. */
  async holdsSource(real: string): Promise<boolean> {
    return isOpen(basename(real)) && this.holdsData(dirname(real))
  }

  private async holds(real: string): Promise<boolean> {
    await this.recall()
    if (this.files.has(real) || isIn(this.folders, real)) return true
    if (BESIDE.has(extname(real).toLowerCase()) && this.hasNeighbour(real)) return true
    return this.listed.has(dirname(real)) && this.inRoots(real)
  }

  private recall(): Promise<void> {
    return (this.remembered ??= this.earlier().then(async (paths) => {
      for (const path of paths) await this.give(path)
    }))
  }

  private hasNeighbour(real: string): boolean {
    return [...this.files].some((file) => dirname(file) === dirname(real))
  }

  private async inRoots(real: string, roots = this.roots): Promise<boolean> {
    for (const root of roots ?? []) {
      const top = await realOf(fullPath(root))
      if (!isWithin(top, real)) continue
      const parts = relative(top, real).split(sep)
      if (parts.every(isOpen) && (await isOwn(real))) return true
    }
    return false
  }

  private refusal(action: FileAction, path: string): HostError {
    const known = this.roots !== null && !path.split(sep).every(isOpen)
    return new HostError({
      message: cannot(
        action,
        path,
        known
          ? tell('disk.hidden_or_key', 'Hidden files and folders, and keys, stay closed to this window.')
          : tell('disk.not_given', 'It is not among what was opened for this window.'),
      ),
      remedy:
        this.roots === null
          ? tell('disk.choose_in_dialog', 'Choose it with Open or Save as.')
          : tell(
              'disk.open_from_command_line',
              'Open its folder from the command line: npm start -- FOLDER.',
            ),
      code: 'closed',
    })
  }
}

/** The real path, of what is not there yet that of its folder with the name. */
async function realOf(full: string): Promise<string> {
  try {
    return await realpath(full)
  } catch {
    // A link to nowhere would be made a file where it leads.
    if (await lstat(full).catch(() => null)) return full
    return join(await realpath(dirname(full)).catch(() => dirname(full)), basename(full))
  }
}

function isOpen(name: string): boolean {
  const last = basename(name)
  return !last.startsWith('.') && !KEY_NAME.test(last)
}

/** Not another person's. What is not there yet belongs to whoever makes it; root may be a container's only person. */
async function isOwn(path: string): Promise<boolean> {
  const me = process.getuid?.()
  if (me === undefined || me === 0) return true
  const found = await lstat(path).catch(() => null)
  return found === null || found.uid === me || found.uid === 0
}

function isIn(folders: ReadonlySet<string>, real: string): boolean {
  for (const folder of folders) if (isWithin(folder, real)) return true
  return false
}

function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

function remember(paths: Set<string>, path: string): void {
  paths.delete(path)
  paths.add(path)
  if (paths.size > MOST_REMEMBERED) paths.delete([...paths][0]!)
}
