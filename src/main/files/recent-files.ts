/** The files a person opened or saved last. */
import { readFile, stat } from 'node:fs/promises'
import { mkdir } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { z } from 'zod'
import type { RecentFile } from '../contract'
import { writeWholeFile } from './whole-file'

const recentFiles = z.array(z.object({ path: z.string(), name: z.string(), opened: z.number() }))
const KEPT = 20

/** A list in one file, newest first. It is a convenience: where it cannot be read it begins anew. */
export class RecentFiles {
  private readonly path: string
  /** One change at a time, so that two do not both start from the same list. */
  private last: Promise<unknown> = Promise.resolve()

  constructor(path: string) {
    this.path = path
  }

  /** The files that are still there. */
  async list(): Promise<RecentFile[]> {
    const all = await this.read()
    const there = await Promise.all(
      all.map((file) =>
        stat(file.path).then(
          (found) => found.isFile(),
          () => false,
        ),
      ),
    )
    return all.filter((_, index) => there[index])
  }

  /** Puts a file on top. A list that cannot be written is not worth failing an opened document for. */
  add(path: string): Promise<void> {
    const added = this.last.then(async () => {
      const others = (await this.read()).filter((file) => file.path !== path)
      const files = [{ path, name: basename(path), opened: Date.now() }, ...others].slice(0, KEPT)
      await mkdir(dirname(this.path), { recursive: true })
      await writeWholeFile(this.path, JSON.stringify(files, null, 2), { overwrite: true })
    })
    this.last = added.catch(() => undefined)
    return this.last as Promise<void>
  }

  private async read(): Promise<RecentFile[]> {
    const text = await readFile(this.path, 'utf8').catch(() => '[]')
    try {
      return recentFiles.parse(JSON.parse(text))
    } catch {
      return []
    }
  }
}
