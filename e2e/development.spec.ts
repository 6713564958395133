/** A page under `npm run dev` while the host starts anew: it loads to its end, whenever the host went away. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as base } from '@playwright/test'
import { createServer } from 'vite'
import { waitForHost } from '../scripts/dev-page.mjs'
import { startWebHost } from '../src/main/web/web-host'
import type { WebHost } from '../src/main/web/web-host'

interface Development {
  /** Starts the host, at the same address each time. */
  start: () => Promise<WebHost>
  /** Writes the page's source. */
  write: (text: string) => void
  /** Is called when the page asks for its source; it comes when that has ended. */
  asked: { before: () => Promise<void> }
}

const test = base.extend<{ development: Development }>({
  // Playwright reads a fixture's dependencies from this pattern, also where there are none.
  // oxlint-disable-next-line no-empty-pattern
  development: async ({}, provide) => {
    const folder = mkdtempSync(join(tmpdir(), 'gradwire-development-'))
    writeFileSync(
      join(folder, 'index.html'),
      '<!doctype html><script type="module" src="./page.ts"></script>',
    )
    const write = (text: string) =>
      writeFileSync(join(folder, 'page.ts'), `document.title = ${JSON.stringify(text)}\n`)
    write('first')
    const asked = { before: () => Promise.resolve() }
    const vite = await createServer({
      root: folder,
      configFile: false,
      cacheDir: join(folder, 'cache'),
      logLevel: 'silent',
      plugins: [
        waitForHost(),
        { name: 'asked', configureServer: ({ middlewares }) => void middlewares.use(async ({ url }, _, next) => {
          if (url?.startsWith('/page.ts')) await asked.before()
          next()
        }) },
      ],
      server: { host: '127.0.0.1', port: 0 },
    }) // prettier-ignore
    await vite.listen()
    let host: WebHost | null = null
    const start = async () =>
      (host = await startWebHost({
        port: host ? Number(new URL(host.url).port) : 0,
        pageFolder: folder,
        samplesFolder: folder,
        dataFolder: join(folder, 'data'),
        version: '0.0.0',
        file: null,
        developmentServer: new URL(vite.resolvedUrls!.local[0]!),
        secret: 'a secret of the developer',
        drawer: { path: '', execArgv: [] },
        startEngine: () => {
          throw new Error('no page connects in this test')
        },
      }))
    await provide({ start, write, asked })
    ;(host as WebHost | null)?.close()
    await vite.close()
    rmSync(folder, { recursive: true })
  },
})

test('a page whose sources stop coming loads again once the host is back', async ({ page, development }) => {
  const { start, asked } = development
  const host = await start()
  asked.before = async () => {
    asked.before = () => Promise.resolve()
    host.close()
  }
  await page.goto(host.url, { waitUntil: 'commit' })
  await expect.poll(() => page.evaluate(() => fetch('/').then(() => true, () => false))).toBe(false) // prettier-ignore
  expect(await page.title()).toBe('')
  await start()
  await expect(page).toHaveTitle('first')
})

test('a page that is to load again waits until the host answers', async ({ page, development }) => {
  const { start, write } = development
  const host = await start()
  await page.goto(host.url)
  await expect(page).toHaveTitle('first')
  const told = page.waitForRequest((request) => request.url().startsWith(new URL(host.url).origin))
  host.close()
  write('second')
  await told
  expect(await page.title()).toBe('first')
  await start()
  await expect(page).toHaveTitle('second')
})
