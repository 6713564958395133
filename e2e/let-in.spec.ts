/** Who is let in: a page by an address, once; other pages of the same browser by one that is open; nobody else. */
import { createServer } from 'node:http'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures'

const session = (page: Page) => page.evaluate(() => sessionStorage.getItem('gradwire.session'))
const secret = (page: Page) => page.evaluate(() => sessionStorage.getItem('gradwire.secret'))
const shows = (page: Page) => expect(page.getByRole('group', { name: /^conv1, / })).toBeVisible()

test('a window keeps what lets it in through a reload, and lets others in, each with a secret of its own', async ({
  editor,
}) => {
  const { page } = editor
  const origin = new URL(page.url()).origin
  // Neither the address bar nor the history has what let it in.
  expect(page.url()).toBe(`${origin}/`)
  const [first, own] = [await session(page), await secret(page)]
  await page.reload()
  await editor.engineIsReady()
  expect([await session(page), await secret(page)]).toEqual([first, own])

  const second = await page.context().newPage()
  await second.goto(origin)
  await shows(second)
  expect(await session(second)).not.toBe(first)
  expect(await secret(second)).not.toBe(own)
  await second.close()
})

test('an address that was used lets nobody in, and the page says how one comes in', async ({
  browser,
  host,
}) => {
  const address = await host.address()
  const [friend, stranger] = [await browser.newContext(), await browser.newContext()]
  const page = await friend.newPage()
  await page.goto(address)
  await shows(page)
  const other = await stranger.newPage()
  await other.goto(address)
  await expect(other.getByRole('alert')).toContainText('This window is not let in')
  await expect(other.getByRole('alert')).toContainText('npm start')
  expect(await secret(other)).toBeNull()
  // Another address lets it in.
  await other.goto('about:blank')
  await other.goto(await host.address())
  await shows(other)
  for (const context of [friend, stranger]) await context.close()
})

test('a file that leads to the address lets in, as npm start has it', async ({ browser, host }) => {
  const folder = mkdtempSync(join(tmpdir(), 'gradwire-door-'))
  const file = join(folder, 'gradwire.html')
  const address = await host.address()
  writeFileSync(file, `<!doctype html><script>location.replace(${JSON.stringify(address)})</script>`)
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(pathToFileURL(file).href)
  await shows(page)
  await context.close()
  rmSync(folder, { recursive: true })
})

test('another server of this machine gets nothing from the browser', async ({ editor }) => {
  const { page } = editor
  const heard: unknown[] = []
  const server = createServer((request, response) => {
    heard.push(request.headers.cookie, request.headers.referer, request.url)
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>other</title>')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const other = await page.context().newPage()
  await other.goto(address)
  expect(heard.slice(0, 3)).toEqual([undefined, undefined, '/'])
  expect(await page.context().cookies()).toEqual([])
  // Nor does its page hear what Gradwire's pages say to each other.
  expect(
    await other.evaluate(() => Object.keys(sessionStorage).length + Object.keys(localStorage).length),
  ).toBe(0)
  await other.close()
  server.close()
})
