/** New windows of one browser: each is as a person's first, and starts in the process of one that stays open, which halves its start. */
import { test as base, type BrowserContext, type Page } from '@playwright/test'

export const test = base.extend<object, { windows: Windows }>({
  windows: [
    async ({ browser }, provide, { project }) => {
      const context = await browser.newContext({ viewport: project.use.viewport })
      await provide(new Windows(await context.newPage()))
      await context.close()
    },
    { scope: 'worker' },
  ],
})

export class Windows {
  private readonly context: BrowserContext

  /** @param staying shows nothing; a window that it opens shares its process, and so what the browser made of the program's text. */
  constructor(private readonly staying: Page) {
    this.context = staying.context()
  }

  /** An empty window for what is at the address, where no window before has left anything. */
  async open(url: string): Promise<Page> {
    const { origin } = new URL(url)
    await this.context.clearPermissions()
    // The host says in a page of its own that there is nothing; that is enough to be there.
    if (!this.staying.url().startsWith(origin)) await this.staying.goto(`${origin}/nothing`)
    const opened = this.context.waitForEvent('page')
    await this.staying.evaluate(() => {
      // A test that fails leaves a picture of this window too.
      document.body.textContent = 'This window stays open beside the one that is tested: see e2e/windows.ts.'
      localStorage.clear()
      // A window begins with a copy of its opener's.
      sessionStorage.clear()
      window.open('about:blank')
    })
    return opened
  }
}
