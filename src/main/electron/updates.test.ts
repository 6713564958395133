/** The real electron-updater, from a publisher's address to a version that is started; Electron is a stand-in. */
import { createHash } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import type { IncomingHttpHeaders, RequestOptions } from 'node:http'
import Module from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { Updates } from './updates'

const electron = await vi.hoisted(async () => {
  const events = await import('node:events')
  return {
    app: Object.assign(new events.EventEmitter(), {
      isPackaged: true,
      getVersion: () => '0.2.0',
      getName: () => 'gradwire',
      getPath: (): string => '',
      whenReady: () => Promise.resolve(),
      releaseSingleInstanceLock: () => undefined,
      quit: vi.fn(),
    }),
    BrowserWindow: { getAllWindows: (): { close: () => void }[] => [] },
    dialog: { showMessageBox: vi.fn<(options: { message: string }) => Promise<{ response: number }>>() },
  }
})
vi.mock('electron', () => electron)

const folder = mkdtempSync(join(tmpdir(), 'gradwire-updates-'))
const installed = join(folder, 'Gradwire.AppImage')
const started = join(folder, 'started')
/** A newer version: it says that it was started. */
const newer = `#!/bin/sh\necho newer > '${started}'\n`
let promised = ''
const asked: { url: string | undefined; headers: IncomingHttpHeaders }[] = []
const server = createServer(({ url, headers }, response) => {
  asked.push({ url: url?.replace(/\?.*/, ''), headers })
  const list = `version: 0.3.0\nfiles:\n  - url: G.AppImage\n    sha512: ${promised}\n    size: ${newer.length}\n`
  response.end(url?.includes('.yml') ? list : newer)
})

// What electron-updater takes of Electron itself, as it is required.
const modules = Module as unknown as { _load: (name: string, ...rest: unknown[]) => unknown }
const load = modules._load
modules._load = (name, ...rest) =>
  name === 'electron'
    ? {
        ...electron,
        net: { request: (options: RequestOptions) => request({ ...options, agent: false }) },
        session: { fromPartition: () => ({}) },
        autoUpdater: new EventEmitter(),
      }
    : load.call(Module, name, ...rest)

afterAll(() => {
  modules._load = load
  Reflect.deleteProperty(process, 'resourcesPath')
  server.close()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

// It replaces an AppImage, which only Linux has.
describe.runIf(process.platform === 'linux')('a newer version at the publisher’s', () => {
  beforeEach(async () => {
    if (!server.listening) await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done))
    asked.length = 0
    electron.dialog.showMessageBox.mockReset()
    electron.app.getPath = () => folder
    Object.assign(process, { resourcesPath: folder })
    const { port } = server.address() as AddressInfo
    const publisher = { provider: 'generic', url: `http://127.0.0.1:${port}`, updaterCacheDirName: 'updates' }
    writeFileSync(join(folder, 'app-update.yml'), JSON.stringify(publisher))
    writeFileSync(installed, 'older')
    chmodSync(installed, 0o755)
    vi.stubEnv('APPIMAGE', installed)
    vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'))
  })

  const messages = (): string[] => electron.dialog.showMessageBox.mock.calls.map(([{ message }]) => message)

  it('is left there without a yes, and learns nothing of the machine', async () => {
    electron.dialog.showMessageBox.mockResolvedValue({ response: 1 })
    await new Updates().look()
    expect(messages()).toEqual(['Gradwire 0.3.0 is available. You have 0.2.0.'])
    expect(asked.map(({ url }) => url)).toEqual(['/latest-linux.yml'])
    expect(asked[0]?.headers['x-user-staging-id']).toBe('none')
  })

  it('is thrown away where it is not what the list says', async () => {
    promised = 'another'
    electron.dialog.showMessageBox.mockResolvedValue({ response: 0 })
    await new Updates().look()
    expect(messages().at(-1)).toBe('Gradwire 0.3.0 could not be downloaded.')
    expect(readFileSync(installed, 'utf8')).toBe('older')
  })

  it('takes the place of the older one and is started, when that is wanted and all windows are closed', async () => {
    promised = createHash('sha512').update(newer).digest('base64')
    electron.dialog.showMessageBox.mockResolvedValue({ response: 0 })
    const close = vi.fn()
    electron.BrowserWindow.getAllWindows = () => [{ close }]
    const updates = new Updates()
    await updates.look()
    expect(messages().at(-1)).toBe('Gradwire 0.3.0 is downloaded.')
    expect(close).toHaveBeenCalledOnce()
    expect(readFileSync(installed, 'utf8')).toBe('older')
    updates.restart()
    expect(readFileSync(installed, 'utf8')).toBe(newer)
    await vi.waitFor(() => expect(existsSync(started)).toBe(true))
    // It asks for Electron itself when the new version has been started.
    await vi.waitFor(() => expect(electron.app.quit).toHaveBeenCalledOnce())
  })

  it('is not asked for where the app was not packed by a publisher', async () => {
    rmSync(join(folder, 'app-update.yml'))
    await new Updates().look()
    expect(asked).toEqual([])
  })
})
