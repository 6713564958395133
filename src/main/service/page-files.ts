/** The built page's files, as both hosts serve them. */
import { readFile, realpath, stat } from 'node:fs/promises'
import { extname, join, resolve, sep } from 'node:path'

export interface PageFile {
  body: Buffer
  type: string
  /** `Cache-Control`: names in `assets/` hold a hash of the contents. */
  cache: string
  /** `Content-Encoding` of the body; undefined where it is as it is. */
  encoding?: 'br' | 'gzip'
}

/** Where the build keeps the compressed ones, the smallest first. */
const COMPRESSED = [
  { encoding: 'br', ending: '.br' },
  { encoding: 'gzip', ending: '.gz' },
] as const

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
 *
 * @param accepted the encodings that the reader takes, as in `Accept-Encoding`. Default: none
 */
export async function readPageFile(
  folder: string,
  pathname: string,
  accepted = '',
): Promise<PageFile | null> {
  const name = decodePath(pathname)
  if (name === null) return null
  try {
    const root = await realpath(folder)
    const path = await fileIn(root, resolve(root, `.${name === '/' ? '/index.html' : name}`))
    if (path === null) return null
    const hashed = path.startsWith(join(root, 'assets') + sep)
    return {
      ...(await bodyOf(root, path, accepted)),
      type: TYPES[extname(path).toLowerCase()] ?? 'application/octet-stream',
      cache: hashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    }
  } catch {
    return null
  }
}

/** The file that a path leads to, if it lies in this folder. */
async function fileIn(root: string, path: string): Promise<string | null> {
  const real = await realpath(path).catch(() => null)
  return real?.startsWith(root + sep) === true && (await stat(real)).isFile() ? real : null
}

async function bodyOf(
  root: string,
  path: string,
  accepted: string,
): Promise<Pick<PageFile, 'body' | 'encoding'>> {
  const names = accepted.split(',').map((each) => each.trim().toLowerCase())
  for (const { encoding, ending } of COMPRESSED) {
    const compressed = names.includes(encoding) ? await fileIn(root, path + ending) : null
    if (compressed !== null) return { body: await readFile(compressed), encoding }
  }
  return { body: await readFile(path) }
}

function decodePath(pathname: string): string | null {
  try {
    const decoded = decodeURIComponent(pathname)
    return decoded.includes('\0') || decoded.includes('\\') ? null : decoded
  } catch {
    return null
  }
}
