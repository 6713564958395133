import { homedir } from 'node:os'
import { join } from 'node:path'

/** The folder of this person's cache, shared by all checkouts. */
export function cacheFolder(env = process.env, platform = process.platform) {
  if (env.GRADWIRE_CACHE) return env.GRADWIRE_CACHE
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'gradwire')
  if (platform === 'win32')
    return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'gradwire', 'cache')
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'gradwire')
}

/** Where TensorFlow's C library 1.15 from the npm registry is kept, with `deps` and `lib/napi-v6`. */
export function nativeFolder(env = process.env) {
  return join(cacheFolder(env), 'tensorflow-1.15.0-linux-x64')
}
