/** What is not saved yet, kept on disk so that nothing is lost when a window or the machine goes down. */
import { mkdir, readdir, readFile, rename, stat, unlink, utimes } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import type { Draft } from '../contract'
import { fileError } from './host-error'
import { isSessionId } from './session-id'
import { writeWholeFile } from './whole-file'

const draftFile = z.object({
  name: z.string(),
  path: z.string().nullable(),
  text: z.string(),
  saved: z.number(),
  /** Process that holds it. */
  holder: z.int(),
})

/** A draft whose holder has not touched its file for this long is left, in milliseconds. */
const LEFT_AFTER = 60_000
const TOUCH_EVERY = 20_000

/**
 * One file a session, named after it.
 *
 * A draft is left when no session of this host is open for it, and it is no other running host's: such a host lives
 * and touches its drafts' files (a process id alone may long be another program's).
 */
export class Drafts {
  private readonly folder: string
  private readonly isOpen: (session: string) => boolean
  private readonly held = new Set<string>()
  private readonly timer: NodeJS.Timeout
  private last: Promise<unknown> = Promise.resolve()

  constructor(folder: string, isOpen: (session: string) => boolean) {
    this.folder = folder
    this.isOpen = isOpen
    this.timer = setInterval(() => void this.touch(), TOUCH_EVERY)
    this.timer.unref()
  }

  write(session: string, draft: Pick<Draft, 'name' | 'path' | 'text'>): Promise<void> {
    return this.inTurn(() => this.put(session, draft))
  }

  clear(session: string): Promise<void> {
    return this.inTurn(async () => {
      this.held.delete(session)
      await removeFile(this.pathOf(session))
    })
  }

  /** Drafts that nobody has open, newest first. */
  async listLeft(): Promise<Draft[]> {
    const names = await readdir(this.folder).catch(() => [])
    const ids = names.filter((name) => name.endsWith('.json')).map((name) => basename(name, '.json'))
    const left = await Promise.all(ids.map((id) => this.readLeft(id)))
    return left.filter((draft) => draft !== null).sort((a, b) => b.saved - a.saved)
  }

  /**
   * Moves a left draft to `session`, or reads the session's own one after a reload. Null where it is gone: of two
   * windows that take the same draft, one gets it.
   */
  take(session: string, id: string): Promise<Draft | null> {
    return this.inTurn(async () => {
      if (id !== session) {
        if (!(await this.readLeft(id))) return null
        const moved = await rename(this.pathOf(id), this.pathOf(session)).then(
          () => true,
          () => false,
        )
        if (!moved) return null
      }
      const draft = await this.read(session)
      if (!draft) return null
      await this.put(session, draft)
      return { id: session, name: draft.name, path: draft.path, text: draft.text, saved: draft.saved }
    })
  }

  discard(id: string): Promise<void> {
    return this.inTurn(async () => {
      if (await this.readLeft(id)) await removeFile(this.pathOf(id))
    })
  }

  /** Stops touching: from now on this host's drafts are left. */
  close(): void {
    clearInterval(this.timer)
  }

  /** One change at a time, so that a draft that is being written does not come back after it was cleared. */
  private inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = this.last.then(change)
    this.last = done.catch(() => undefined)
    return done
  }

  private async put(session: string, draft: Pick<Draft, 'name' | 'path' | 'text'>): Promise<void> {
    const path = this.pathOf(session)
    const contents: z.infer<typeof draftFile> = {
      name: draft.name,
      path: draft.path,
      text: draft.text,
      saved: Date.now(),
      holder: process.pid,
    }
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 })
      await writeWholeFile(path, JSON.stringify(contents), { overwrite: true })
    } catch (error) {
      throw fileError(error, 'write', path)
    }
    this.held.add(session)
  }

  private async readLeft(id: string): Promise<Draft | null> {
    if (!isSessionId(id) || this.isOpen(id)) return null
    const draft = await this.read(id)
    if (!draft) return null
    const { holder, ...rest } = draft
    if (holder !== process.pid && isRunning(holder) && (await this.isFresh(id))) return null
    return { id, ...rest }
  }

  private async read(id: string): Promise<z.infer<typeof draftFile> | null> {
    try {
      return draftFile.parse(JSON.parse(await readFile(this.pathOf(id), 'utf8')))
    } catch {
      return null
    }
  }

  private async isFresh(id: string): Promise<boolean> {
    const found = await stat(this.pathOf(id)).catch(() => null)
    return found !== null && Date.now() - found.mtimeMs < LEFT_AFTER
  }

  private async touch(): Promise<void> {
    const now = new Date()
    for (const id of this.held)
      if (this.isOpen(id)) await utimes(this.pathOf(id), now, now).catch(() => undefined)
      else this.held.delete(id)
  }

  private pathOf(session: string): string {
    if (!isSessionId(session)) throw new RangeError(`'${session}' is no session id.`)
    return join(this.folder, `${session}.json`)
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw fileError(error, 'write', path)
  }
}
