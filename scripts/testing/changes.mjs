/** What was changed: on this branch and not yet committed. */
import { spawnSync } from 'node:child_process'
import { ROOT } from '../setup/shell.mjs'

/** Where the branch is compared with, the first that there is. */
const TRUNKS = ['origin/main', 'main', 'origin/master', 'master']

/**
 * Files that differ from where the branch left the trunk, committed or not, new ones and deleted ones too. On the trunk itself
 * these are what is not committed or not pushed; where that is nothing, what the last commit changed.
 *
 * Errors: there is no git.
 *
 * @param {string} [root]
 * @returns {{ files: string[], uncommitted: string[], since: string }} `since` says what they are compared with; `uncommitted` are those
 *   of them that are in no commit yet.
 */
export function changedFiles(root = ROOT) {
  const trunk = TRUNKS.find(
    (name) => git(root, 'rev-parse', '--verify', '--quiet', `${name}^{commit}`) !== null,
  )
  const base = trunk ? git(root, 'merge-base', 'HEAD', trunk) : null
  const files = differences(root, base ?? 'HEAD')
  const uncommitted = differences(root, 'HEAD')
  if (files.length > 0)
    return { files, uncommitted, since: base ? `where this branch left ${trunk}` : 'the last commit' }
  return { files: differences(root, 'HEAD~1'), uncommitted, since: 'the commit before the last' }
}

/** @param {string} root @param {string} base */
function differences(root, base) {
  const changed = git(root, 'diff', '--name-only', '--no-renames', base) ?? ''
  const added = git(root, 'ls-files', '--others', '--exclude-standard')
  if (added === null) throw new Error('git is needed to tell what was changed. Run npm test instead.')
  return [...new Set([...changed.split('\n'), ...added.split('\n')])].filter(Boolean)
}

/** What git prints, or null where it refuses. @param {string} root @param {...string} args */
function git(root, ...args) {
  const { status, stdout } = spawnSync('git', ['-c', 'core.quotePath=false', ...args], {
    cwd: root,
    encoding: 'utf8',
  })
  return status === 0 ? stdout.trim() : null
}
