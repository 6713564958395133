/** `npm start`: sets up what is missing and opens the editor, in Electron or, where its binary is not to be had, in a browser. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { doorFile } from './door-file.mjs'
import { main, setup } from './setup.mjs'
import { systemChromium } from './setup/browser.mjs'
import { ROOT, run, say, SetupError } from './setup/shell.mjs'

const ELECTRON_SECONDS = 120
/** The host's line with its address, in whichever language. */
const READY = /^.*http:\/\/127\.0\.0\.1:\d+\/#open=[\w-]+.*$/m

await main(start)

async function start() {
  const { values, positionals } = readArguments()
  const file = positionals[0] ? resolve(process.env.INIT_CWD ?? process.cwd(), positionals[0]) : undefined
  if (file && !existsSync(file))
    throw new SetupError(`There is no file or folder ${file}.`, 'Check the name, then run this again.')
  await setup()
  if (!values.web) {
    const electron = await electronBinary()
    if (electron) return openElectron(electron, file)
    const why = 'Electron’s binary is not installed and its host cannot be reached from here'
    if (values.electron)
      throw new SetupError(`${why}.`, 'Leave --electron out to open the editor in a browser.')
    say(`${why}: opening the editor in a browser`)
  }
  return openWeb(file, values.port)
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { web: { type: 'boolean' }, electron: { type: 'boolean' }, port: { type: 'string' } },
    })
  } catch (error) {
    throw new SetupError(
      /** @type {Error} */ (error).message,
      'Usage: npm start -- [--web | --electron] [--port <number>] [graph.json | folder]',
    )
  }
}

/** The path of Electron's binary, fetched where it is missing, or null. */
async function electronBinary() {
  const require = createRequire(join(ROOT, 'package.json'))
  // The package fetches its binary when it is first loaded; in a process of its own, so that it can be given up.
  const ask = 'process.stdout.write("\\npath:" + require("electron"))'
  const { status, output } = await run(process.execPath, ['-e', ask], { seconds: ELECTRON_SECONDS })
  const path = status === 0 ? /\npath:(.+)/.exec(output)?.[1] : undefined
  return path && existsSync(path) && require.resolve('electron') ? path : null
}

/** @param {string} electron @param {string | undefined} file */
function openElectron(electron, file) {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const child = spawn(electron, [...sandbox, ROOT, ...(file ? [file] : [])], { stdio: 'inherit' })
  forwardSignals(child)
  return ended(child)
}

/** @param {string | undefined} file @param {string | undefined} port */
async function openWeb(file, port) {
  const args = [
    join(ROOT, 'out/main/web.js'),
    ...(file ? ['--file', file] : []),
    ...(port ? ['--port', port] : []),
  ]
  const host = spawn(process.execPath, args, {
    // The channel tells the host when this process is gone, however it went.
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  forwardSignals(host)
  if (await isReady(host)) await openBrowser(host)
  return ended(host)
}

/**
 * Reads the host's first lines and prints the one with its address; false when it ends without one.
 *
 * @param {import('node:child_process').ChildProcess} host
 * @returns {Promise<boolean>}
 */
function isReady(host) {
  return new Promise((done) => {
    let output = ''
    let found = false
    host.stdout?.on('data', (chunk) => {
      if (found) return
      output = (output + chunk).slice(-4000)
      const [line] = READY.exec(output) ?? []
      if (!line) return
      found = true
      console.log(line)
      done(true)
    })
    host.once('exit', () => done(false))
  })
}

/** @param {import('node:child_process').ChildProcess} host */
async function openBrowser(host) {
  const screen = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  if (!screen) {
    say('there is no screen here: open that address in a browser on this machine')
    return
  }
  const url = doorFile(await addressFor(host))
  const chromium = systemChromium()
  if (chromium) openAppWindow(chromium, url, host)
  else openDefaultBrowser(url)
}

/**
 * Another address for a browser: the printed one stays good.
 *
 * @param {import('node:child_process').ChildProcess} host
 * @returns {Promise<string>}
 */
function addressFor(host) {
  return new Promise((done) => {
    host.once('message', (/** @type {{ address: string }} */ answer) => done(answer.address))
    host.send('address')
  })
}

/** An app window is the whole app: when it is closed, the host ends too. */
function openAppWindow(
  /** @type {string} */ chromium,
  /** @type {string} */ url,
  /** @type {import('node:child_process').ChildProcess} */ host,
) {
  const profile = mkdtempSync(join(tmpdir(), 'gradwire-window-'))
  const args = [`--app=${url}`, `--user-data-dir=${profile}`, '--no-first-run', '--no-default-browser-check']
  if (process.getuid?.() === 0) args.push('--no-sandbox', '--test-type')
  const window = spawn(chromium, [...args, '--window-size=1440,900'], { stdio: 'ignore' })
  window.once('error', () => openDefaultBrowser(url))
  window.once('exit', () => {
    host.kill('SIGTERM')
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 })
  })
  host.once('exit', () => window.kill())
}

/** @param {string} url */
function openDefaultBrowser(url) {
  const [command = '', ...args] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '']
        : ['xdg-open']
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
  child.once('error', () => say('no browser was found: open that address in one on this machine'))
  child.unref()
}

/** @param {import('node:child_process').ChildProcess} child */
function forwardSignals(child) {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal))
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<number>} */
function ended(child) {
  return new Promise((done) => child.once('exit', (code, signal) => done(signal ? 0 : (code ?? 1))))
}
