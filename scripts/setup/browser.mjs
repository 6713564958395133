/** A Chromium for the app window and the browser tests. */
import { accessSync, constants, existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { canInstallFromDebian, installFromDebian } from './debian.mjs'
import { npm, ROOT, say, SetupError } from './shell.mjs'

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge',
]
const PLACES = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].flatMap(
    (folder = '') =>
      ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].map((path) =>
        join(folder, path),
      ),
  ),
}
const DOWNLOAD_SECONDS = 240

/** The path of an installed Chromium, Chrome or Edge, or null. GRADWIRE_CHROMIUM names one by hand. */
export function systemChromium() {
  if (process.env.GRADWIRE_CHROMIUM) return process.env.GRADWIRE_CHROMIUM
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
  const places =
    process.platform === 'darwin' || process.platform === 'win32' ? PLACES[process.platform] : onPath
  return places.find(isProgram) ?? null
}

/** Playwright's own Chromium where it is installed, or null. */
export function playwrightChromium() {
  try {
    const require = createRequire(join(ROOT, 'package.json'))
    const path = require('@playwright/test').chromium.executablePath()
    return existsSync(path) ? path : null
  } catch {
    return null
  }
}

/** Finds or installs a Chromium for tests. Errors: none can be had. */
export async function installBrowser() {
  const found = systemChromium() ?? playwrightChromium()
  if (found) return found
  say('installing Playwright’s Chromium')
  await npm(['exec', '--no', '--', 'playwright', 'install', 'chromium'], { seconds: DOWNLOAD_SECONDS })
  const downloaded = playwrightChromium()
  if (downloaded) return downloaded
  if (canInstallFromDebian()) {
    say('its host cannot be reached from here: installing Debian’s chromium')
    await installFromDebian(['chromium'])
    const installed = systemChromium()
    if (installed) return installed
  }
  throw new SetupError(
    'The browser tests need Chromium or Chrome, and neither is installed.',
    'Install one (Debian: apt-get install chromium; or: npx playwright install chromium), then run this again.',
  )
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
