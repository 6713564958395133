/** What is not saved yet, kept on disk so that nothing is lost when a window or the machine goes down. */
import { mkdir, readdir, rename, stat, unlink, utimes } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { documentId as documentIdSchema } from '../../engine/protocol'
import { readBeginning, readOrdinaryFile } from '../../engine/ordinary-file'
import { fileStamp } from '../contract'
import type { Draft, DraftInfo } from '../contract'
import { MAX_DOCUMENT_BYTES, tooLarge } from './files'
import { fileError } from './host-error'
import { hostAddress, lives } from './living-host'
import type { LivingHost } from './living-host'
import { isSessionId } from './session-id'
import { writeWholeFile } from './whole-file'

/** The first line of a draft's file; the document's text follows it, so that a list need not read that. */
const draftHead = z.object({
  name: z.string(),
  path: z.string().nullable(),
  saved: z.number(),
  /** Of the file at `path`. */
  seen: fileStamp.optional(),
  loadName: z.string().optional(),
  /** The host that holds it; a number is of an earlier version, and of nobody now. */
  holder: z.union([hostAddress, z.number()]).nullable(),
})
/** A file of a time when a draft was one object. */
const wholeDraft = draftHead.extend({ text: z.string() })
type DraftHead = z.infer<typeof draftHead>

/** What a first line may have: a path and a name, each letter escaped. */
const HEAD_BYTES = 64 * 1024
/** A draft's file: a document of the largest size, and its first line. */
const MOST_BYTES = 2 * MAX_DOCUMENT_BYTES

/** Whose draft it is: that of a document which a page's session has open. */
export interface DraftOwner {
  session: string
  documentId: string
}

type KeptDraft = Pick<Draft, 'name' | 'path' | 'text' | 'seen' | 'loadName'>

/** A draft of another machine's host, which cannot be asked, is left when it has not touched the file for this long, in milliseconds. */
const LEFT_AFTER = 60_000
const TOUCH_EVERY = 20_000
/** More are not offered at once; the others stay. */
const MOST_LISTED = 1000

/**
 * One file a document, named after its session and it; a file that is named after a session alone is of a time when a page
 * had one document.
 *
 * A draft is left when no session of this host is open for it, and the host that holds it does not live.
 */
export class Drafts {
  private readonly folder: string
  private readonly isOpen: (session: string) => boolean
  private readonly host: Promise<LivingHost | null>
  private readonly held = new Set<string>()
  private readonly timer: NodeJS.Timeout
  private last: Promise<unknown> = Promise.resolve()

  /** - `host`: this one; null where others cannot know that it lives, who then judge by time */
  constructor(
    folder: string,
    isOpen: (session: string) => boolean,
    host: Promise<LivingHost | null> = Promise.resolve(null),
  ) {
    this.folder = folder
    this.isOpen = isOpen
    this.host = host
    this.timer = setInterval(() => void this.touch(), TOUCH_EVERY)
    this.timer.unref()
  }

  write(owner: DraftOwner, draft: KeptDraft): Promise<void> {
    return this.inTurn(() => this.put(idOf(owner), draft))
  }

  clear(owner: DraftOwner): Promise<void> {
    return this.inTurn(async () => {
      const id = idOf(owner)
      this.held.delete(id)
      await removeFile(this.pathOf(id))
    })
  }

  /** Drafts that nobody has open, newest first; those of a time when a draft was one object are read one by one. */
  async listLeft(): Promise<DraftInfo[]> {
    const names = await readdir(this.folder).catch(() => [])
    const left: DraftInfo[] = []
    for (const name of names.filter((each) => each.endsWith('.json'))) {
      const draft = await this.readLeft(basename(name, '.json'))
      if (draft) left.push(draft)
    }
    return left.sort((a, b) => b.saved - a.saved).slice(0, MOST_LISTED)
  }

  /** The text of a left draft; null where it is gone, or taken. */
  async readText(id: string): Promise<string | null> {
    return (await this.readLeft(id)) && ((await this.read(id))?.text ?? null)
  }

  /**
   * Moves a left draft to a document, or without an id reads the document's own one after a reload. Null where it is gone:
   * of two documents that take the same draft, one gets it.
   */
  take(owner: DraftOwner, id?: string): Promise<Draft | null> {
    return this.inTurn(async () => {
      const own = idOf(owner)
      if (id !== undefined && id !== own) {
        if (!(await this.readLeft(id)) || !(await this.move(id, own))) return null
      } else if (!(await this.read(own))) await this.move(owner.session, own)
      const draft = await this.read(own)
      if (!draft) return null
      await this.put(own, draft)
      const { holder: _, ...taken } = draft
      return { id: own, ...taken }
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

  /** → false where there is nothing to move */
  private move(from: string, to: string): Promise<boolean> {
    return rename(this.pathOf(from), this.pathOf(to)).then(
      () => true,
      () => false,
    )
  }

  private async put(id: string, draft: KeptDraft): Promise<void> {
    const path = this.pathOf(id)
    const { name, path: file, seen, loadName, text } = draft
    const holder = (await this.host)?.address ?? null
    const head: DraftHead = { name, path: file, seen, loadName, saved: Date.now(), holder }
    const size = Buffer.byteLength(text)
    if (size > MAX_DOCUMENT_BYTES) throw tooLarge('write', path, size)
    try {
      await mkdir(this.folder, { recursive: true, mode: 0o700 })
      await writeWholeFile(path, `${JSON.stringify(head)}\n${text}`, { overwrite: true })
    } catch (error) {
      throw fileError(error, 'write', path)
    }
    this.held.add(id)
  }

  private async readLeft(id: string): Promise<DraftInfo | null> {
    if (!isDraftId(id) || this.isOpen(sessionOf(id))) return null
    const draft = await this.readHead(id)
    if (!draft) return null
    const { holder, ...rest } = draft
    return (await this.isHeld(id, holder)) ? null : { id, ...rest }
  }

  /** All but the text, and how long that is. */
  private async readHead(id: string): Promise<(DraftHead & { size: number }) | null> {
    const path = this.pathOf(id)
    try {
      const { size } = await stat(path)
      const begun = await readBeginning(path, HEAD_BYTES)
      const end = begun.indexOf('\n')
      if (end >= 0)
        return { ...draftHead.parse(JSON.parse(begun.toString('utf8', 0, end))), size: size - end - 1 }
    } catch {
      return null
    }
    const old = await this.read(id)
    if (!old) return null
    const { text, ...head } = old
    return { ...head, size: Buffer.byteLength(text) }
  }

  private async isHeld(id: string, holder: DraftHead['holder']): Promise<boolean> {
    if (this.held.has(id) || typeof holder === 'number') return false
    const own = (await this.host)?.address
    if (holder !== null && holder.socket === own?.socket && holder.machine === own.machine) return false
    return (holder && (await lives(holder))) ?? this.isFresh(id)
  }

  private async read(id: string): Promise<z.infer<typeof wholeDraft> | null> {
    try {
      const bytes = await readOrdinaryFile(this.pathOf(id), MOST_BYTES)
      const end = bytes.indexOf('\n')
      if (end < 0) return wholeDraft.parse(JSON.parse(bytes.toString('utf8')))
      const head = draftHead.parse(JSON.parse(bytes.toString('utf8', 0, end)))
      return { ...head, text: bytes.toString('utf8', end + 1) }
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
      if (this.isOpen(sessionOf(id))) await utimes(this.pathOf(id), now, now).catch(() => undefined)
      else this.held.delete(id)
  }

  private pathOf(id: string): string {
    if (!isDraftId(id)) throw new RangeError(`'${id}' is no draft's id.`)
    return join(this.folder, `${id}.json`)
  }
}

/** The draft's id, which a session's id cannot be, as that has no dot. */
function idOf({ session, documentId }: DraftOwner): string {
  return `${session}.${documentId}`
}

function sessionOf(id: string): string {
  return id.split('.', 1)[0]!
}

function isDraftId(id: string): boolean {
  const [session = '', document, ...more] = id.split('.')
  return isSessionId(session) && (document === undefined || isDocumentId(document)) && more.length === 0
}

function isDocumentId(id: string): boolean {
  return documentIdSchema.safeParse(id).success
}

async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw fileError(error, 'write', path)
  }
}
