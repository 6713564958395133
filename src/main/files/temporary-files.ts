/** What is being written has a name of its own until it is whole; what a process left that was killed meanwhile is taken away later. */
import { randomBytes } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { thisMachine } from './this-machine'

/** The machine and the process that write it; those of an earlier version have neither. */
const NAME = /^\.gradwire-(?:([0-9a-f]{12})-(\d+)-)?[0-9a-f]{12}\.tmp$/
/** What is older is nobody's, whoever has that process id now, in milliseconds. */
const DAY = 86_400_000

/** A new name in the folder of `path`. */
export function temporaryBeside(path: string): string {
  const name = `.gradwire-${thisMachine()}-${process.pid}-${randomBytes(6).toString('hex')}.tmp`
  return join(dirname(path), name)
}

/** Takes away what killed processes of ours have left in these folders; one after another, as a disk that does not answer holds a thread. */
export async function removeLeftovers(folders: Iterable<string>): Promise<void> {
  for (const folder of new Set(folders))
    for (const name of await readdir(folder).catch(() => []))
      if (await isLeft(join(folder, name), NAME.exec(name)))
        await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined)
}

async function isLeft(path: string, named: RegExpExecArray | null): Promise<boolean> {
  if (named === null) return false
  const [, machine, pid] = named
  if (machine === thisMachine() && !isRunning(Number(pid))) return true
  const found = await stat(path).catch(() => null)
  return found !== null && Date.now() - found.mtimeMs > DAY
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
