/** Where a person's drafts and recent files are kept. */
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The per-user data folder: GRADWIRE_DATA if set, else what the platform has for this, e.g.
 * `~/.local/share/gradwire` (or under XDG_DATA_HOME) on Linux.
 */
export function dataFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
  home: string = homedir(),
): string {
  if (env.GRADWIRE_DATA) return env.GRADWIRE_DATA
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'Gradwire')
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Gradwire')
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'gradwire')
}
