/** The host of `npm run dev`: the page's sources come from a real development server, through the host and under its rules. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'vite'
import type { ViteDevServer } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { drawerEntry } from '../engine-link/engine-entry'
import { startWebHost } from './web-host'
import type { WebHost } from './web-host'

/** A connection that is kept open would end with the host that is started again. */
const ALONE = { connection: 'close' }
const SECRET = 'a secret of the developer'
let folder: string
let vite: ViteDevServer
let host: WebHost

async function start(port = 0): Promise<WebHost> {
  return startWebHost({
    port,
    pageFolder: folder,
    samplesFolder: folder,
    dataFolder: join(folder, 'data'),
    version: '0.0.0',
    file: null,
    developmentServer: new URL(vite.resolvedUrls!.local[0]!),
    secret: SECRET,
    drawer: drawerEntry(import.meta.url),
    startEngine: () => {
      throw new Error('no page connects in this test')
    },
  })
}

/** The secret that the first address gives. */
async function secretOf({ url }: WebHost): Promise<string> {
  const { origin, hash } = new URL(url)
  const headers = { ...ALONE, origin, 'x-gradwire-ticket': hash.slice('#open='.length) }
  return (await fetch(`${origin}/secret`, { method: 'POST', headers })).text()
}

const get = async (path: string) => fetch(new URL(path, host.url), { headers: ALONE })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradwire-development-'))
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><script type="module" src="./page.ts"></script>',
  )
  await writeFile(join(folder, 'page.ts'), 'const kind: string = "typed"\nexport { kind }\n')
  vite = await createServer({
    root: folder,
    configFile: false,
    cacheDir: join(folder, 'cache'),
    logLevel: 'silent',
    server: { host: '127.0.0.1', port: 0 },
  })
  await vite.listen()
  host = await start()
})
afterAll(async () => {
  host.close()
  await vite.close()
  await rm(folder, { recursive: true, force: true })
})

it('gives the sources to the page, and to no other', async () => {
  expect(await (await get('/')).text()).toContain('/@vite/client')
  const source = await (await get('/page.ts')).text()
  expect(source).toContain('"typed"')
  expect(source).not.toContain(': string')
  const headers = { ...ALONE, origin: 'https://attacker.example' }
  expect((await fetch(new URL('/page.ts', host.url), { headers })).status).toBe(403)
})

it('lets inline scripts run and the development server be listened to, and nothing more than the built page may', async () => {
  const policy = (await get('/')).headers.get('content-security-policy')!
  const { port } = new URL(vite.resolvedUrls!.local[0]!)
  expect(policy).toContain("script-src 'self' 'unsafe-inline';")
  expect(policy).toContain(`connect-src 'self' ws://${new URL(host.url).host} ws://127.0.0.1:${port};`)
  expect(policy).toContain("worker-src 'self';")
})

it('has the same address and knows its pages when it is started again, and waits for the one before it to leave the port', async () => {
  const { url } = host
  const secret = await secretOf(host)
  const next = start(Number(new URL(url).port))
  setTimeout(() => host.close(), 300)
  host = await next
  expect(host.url).toBe(url)
  const headers = { ...ALONE, origin: new URL(url).origin, 'x-gradwire-secret': secret }
  expect((await fetch(new URL('/ticket', url), { method: 'POST', headers })).status).toBe(200)
  expect(await secretOf(host)).toContain('.')
})
