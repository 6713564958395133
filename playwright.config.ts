import { defineConfig } from '@playwright/test'
import { playwrightChromium, systemChromium } from './scripts/setup/browser.mjs'

const executablePath = systemChromium() ?? playwrightChromium() ?? undefined

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  // A page waits for its engine half of the time: two of them fill two processors.
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: {
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
})
