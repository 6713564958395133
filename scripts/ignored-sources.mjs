/** Fails when .gitignore hides a source: such a file works here and is missing in every clone. */
import { spawnSync } from 'node:child_process'
import { ROOT } from './setup/shell.mjs'

const FOLDERS = ['src', 'resources', 'scripts', 'e2e', 'bench', 'bin', 'docs', '.ci']
const args = ['ls-files', '--others', '--ignored', '--exclude-standard', '--', ...FOLDERS]
const { status, stdout, stderr, error } = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' })
if (status !== 0) {
  // A source archive has no git, and nothing that git could hide.
  const noRepository = error || /not a git repository/.test(stderr)
  if (!noRepository) console.error(stderr)
  process.exitCode = noRepository ? 0 : 1
} else if (stdout) {
  console.error(`git ignores these sources:\n${stdout}Rename them, or change .gitignore.`)
  process.exitCode = 1
}
