/** The folder that a host shares with an engine: checkpoints, curves, and what is too big for the process channel. */
import { mkdtempSync, rmSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PREFIX = 'gradwire-engine-'
/** What a host left that was ended by force stays at least so long: the process with its number may be another machine's. */
const LEFT_MS = 24 * 60 * 60_000

const folders = new Set<EngineFolder>()
let started = false

/** A folder in the system's one for temporary files, which nobody else may read. It is removed with its host at the latest. */
export class EngineFolder {
  readonly path: string

  /** Errors: no folder can be made there. */
  constructor() {
    this.path = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`))
    folders.add(this)
    if (started) return
    started = true
    process.on('exit', () => {
      for (const folder of folders) folder.remove()
    })
    void removeLeft().catch(() => undefined)
  }

  remove(): void {
    folders.delete(this)
    try {
      rmSync(this.path, { recursive: true, force: true })
    } catch {
      // An engine that is just ending may still write; what it leaves goes with what other hosts left.
    }
  }

  /** Removes files of these names, and one that is not there. */
  async drop(names: Iterable<string>): Promise<void> {
    for (const name of names) await rm(join(this.path, name), { force: true }).catch(() => undefined)
  }

  /** Removes what an engine that died was about to hand over. */
  async dropUnfinished(): Promise<void> {
    const names = await readdir(this.path).catch(() => [])
    await this.drop(names.filter((name) => name.startsWith('payload-') || name.endsWith('.part')))
  }
}

/** Removes the folders of hosts that are gone. */
async function removeLeft(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = /^gradwire-engine-(\d+)-/.exec(name) ?? []
    if (pid === undefined || isAlive(Number(pid))) continue
    const path = join(tmpdir(), name)
    const { mtimeMs } = await stat(path)
    if (Date.now() - mtimeMs > LEFT_MS)
      await rm(path, { recursive: true, force: true }).catch(() => undefined)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
