/** Another version of this program beside this checkout, so that both can be timed in one run. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export interface Checkout {
  readonly name: string
  readonly root: string
}

export const THIS: Checkout = { name: 'this', root: ROOT }

/**
 * Checks a commit out into a folder of its own while `work` runs. It has this checkout's packages, and so the same TensorFlow, and the
 * programs of bench/train, which know no more of the engine than what it exports.
 *
 * Errors: git knows no such commit.
 */
export async function withCommit<T>(commit: string, work: (other: Checkout) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'gradwire-version-'))
  const root = join(folder, 'checkout')
  try {
    git('worktree', 'add', '--quiet', '--detach', root, commit)
    symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'))
    cpSync(join(ROOT, 'bench', 'train'), join(root, 'bench', 'train'), { recursive: true })
    return await work({ name: commit, root })
  } finally {
    rmSync(folder, { recursive: true, force: true })
    git('worktree', 'prune')
  }
}

function git(...args: string[]): void {
  execFileSync('git', args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] })
}
