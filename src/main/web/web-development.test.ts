/** The host of `npm run dev`: the page's sources come from a real development server, through the host and under its rules. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer } from 'vite'
import type { ViteDevServer } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
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
    startEngine: () => {
      throw new Error('no page connects in this test')
    },
  })
}

/** Follows the first address, as a browser does. */
async function cookieOf({ url }: WebHost): Promise<string> {
  const answer = await fetch(url, { redirect: 'manual', headers: ALONE })
  return answer.headers.get('set-cookie')!.split(';')[0]!
}

const get = async (path: string, cookie = '') =>
  fetch(new URL(path, host.url), { headers: { ...ALONE, cookie } })

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

it('gives the sources to the page with the cookie, and to nobody else', async () => {
  const cookie = await cookieOf(host)
  expect(await (await get('/', cookie)).text()).toContain('/@vite/client')
  const source = await (await get('/page.ts', cookie)).text()
  expect(source).toContain('"typed"')
  expect(source).not.toContain(': string')
  expect((await get('/page.ts')).status).toBe(403)
})

it('lets inline scripts run and the development server be listened to, and nothing more than the built page may', async () => {
  const policy = (await get('/', await cookieOf(host))).headers.get('content-security-policy')!
  const { port } = new URL(vite.resolvedUrls!.local[0]!)
  expect(policy).toContain("script-src 'self' 'unsafe-inline';")
  expect(policy).toContain(`connect-src 'self' ws://${new URL(host.url).host} ws://127.0.0.1:${port};`)
  expect(policy).toContain("worker-src 'self';")
})

it('has the same address and cookie when it is started again, and waits for the one before it to leave the port', async () => {
  const { url } = host
  const cookie = await cookieOf(host)
  const next = start(Number(new URL(url).port))
  setTimeout(() => host.close(), 300)
  host = await next
  expect(host.url).toBe(url)
  expect(await cookieOf(host)).toBe(cookie)
  expect((await get('/page.ts', cookie)).status).toBe(200)
})
