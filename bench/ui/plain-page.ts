/** Builds the plain React Flow page with the bundler that is there, and serves it on this machine. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const SOURCE = fileURLToPath(new URL('./plain', import.meta.url))
const BUILT = fileURLToPath(new URL('../../out/bench/ui', import.meta.url))
const TYPES: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

export interface PlainPage {
  /** Its address with so many nodes. */
  url: (nodes: number) => string
  stop: () => void
}

export async function startPlainPage(): Promise<PlainPage> {
  await build({
    root: SOURCE,
    configFile: false,
    logLevel: 'error',
    build: { outDir: BUILT, emptyOutDir: true },
  })
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const name = pathname === '/' ? '/index.html' : pathname
    readFile(join(BUILT, name)).then(
      (body) => response.writeHead(200, { 'Content-Type': TYPES[extname(name)] ?? '' }).end(body),
      () => response.writeHead(404).end(),
    )
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  return { url: (nodes) => `http://127.0.0.1:${port}/?nodes=${nodes}`, stop: () => server.close() }
}
