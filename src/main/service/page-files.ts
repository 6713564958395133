/** The built page's files, as both hosts serve them. */
import { readFile, realpath, stat } from 'node:fs/promises'
import { extname, join, resolve, sep } from 'node:path'

export interface PageFile {
  body: Buffer
  type: string
  /** `Cache-Control`: names in `assets/` hold a hash of the contents. */
  cache: string
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
}

/**
 * Reads the file that a URL's path names; `/` is `index.html`. Null where there is none, or where the path leads out of
 * `folder`, by `..` or by a link.
 */
export async function readPageFile(folder: string, pathname: string): Promise<PageFile | null> {
  const name = decodePath(pathname)
  if (name === null) return null
  try {
    const root = await realpath(folder)
    const path = await realpath(resolve(root, `.${name === '/' ? '/index.html' : name}`))
    if (!path.startsWith(root + sep) || !(await stat(path)).isFile()) return null
    const hashed = path.startsWith(join(root, 'assets') + sep)
    return {
      body: await readFile(path),
      type: TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream',
      cache: hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    }
  } catch {
    return null
  }
}

function decodePath(pathname: string): string | null {
  try {
    const decoded = decodeURIComponent(pathname)
    return decoded.includes('\0') || decoded.includes('\\') ? null : decoded
  } catch {
    return null
  }
}
