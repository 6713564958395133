/** What kills have in common: whom to kill, and what a window and a host are asked afterwards. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Locator } from '@playwright/test'
import type { Editor } from '../../e2e/fixtures'
import type { RunningHost } from '../../e2e/host'
import { childrenOf } from './processes'

export type Devtools = Awaited<ReturnType<ReturnType<Editor['page']['context']>['newCDPSession']>>

export function devtoolsOf({ page }: Editor): Promise<Devtools> {
  return page.context().newCDPSession(page)
}

/** Ends the page's process, which Playwright then gives up; the browser does not. - `first`: the first time, which Playwright tells of */
export async function crash(devtools: Devtools, first: Editor | null): Promise<void> {
  const crashed = first?.page.waitForEvent('crash')
  void devtools.send('Page.crash').catch(() => undefined)
  await (crashed ?? pause(300))
}

/** Whether the window comes to show this text. */
export async function tells(devtools: Devtools, text: string): Promise<boolean> {
  const shown = `document.body.innerText.includes(${JSON.stringify(text)})`
  return becomes(devtools, shown)
}

/** Whether an expression comes to be true in the page. */
export async function becomes(devtools: Devtools, expression: string): Promise<boolean> {
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(200))
    if ((await evaluate(devtools, expression)) === true) return true
  return false
}

/** The value of an expression in the page; null where it cannot say. */
export async function evaluate(devtools: Devtools, expression: string): Promise<unknown> {
  const nothing = { result: { value: null } }
  const asked = devtools.send('Runtime.evaluate', { expression, returnByValue: true }).catch(() => nothing)
  // A page that is just being loaded may never answer.
  const { result } = await Promise.race([asked, pause(5000).then(() => nothing)])
  return result.value ?? null
}

/** The newest that is none of the others; one that is just being started is waited for. */
export async function engineOf(host: RunningHost, others: readonly number[]): Promise<number> {
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(20)) {
    const pid = childrenOf(host.pid).findLast((child) => !others.includes(child))
    if (pid !== undefined) return pid
  }
  throw new Error('No engine was started within a minute.')
}

/** Whether the window comes to say that this process is its engine. */
export async function isBack({ page }: Editor, pid: number): Promise<boolean> {
  const badge = page.getByRole('status', { name: /^Engine: (tensorflow|wasm)/ })
  for (const end = Date.now() + 60_000; Date.now() < end; await pause(100)) {
    await page.mouse.move(0, 0)
    await badge.hover({ timeout: 60_000 }).catch(() => undefined)
    if (await says(page.getByRole('tooltip').filter({ hasText: `Process ${pid}` }), 1000)) return true
  }
  return false
}

export function isShown({ page }: Editor, text: string): Promise<boolean> {
  return says(page.getByText(text).first(), 30_000)
}

function says(said: Locator, timeout: number): Promise<boolean> {
  return said.waitFor({ timeout }).then(
    () => true,
    () => false,
  )
}

/** But for what a window that is closing still writes. */
export function forgetDrafts({ home }: RunningHost): void {
  const folder = join(home, 'data', 'drafts')
  if (existsSync(folder)) for (const name of readdirSync(folder)) rmSync(join(folder, name), { force: true })
}
