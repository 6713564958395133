import { describe, expect, it } from 'vitest'
import { looksForUpdates, offerUpdate } from './offer-update'
import type { UpdateQuestions, Updater } from './offer-update'

interface StandIn {
  found?: Awaited<ReturnType<Updater['checkForUpdates']>>
  /** What fails. */
  fails?: 'check' | 'download'
  yes?: ('download' | 'restart')[]
}

const found = {
  isUpdateAvailable: true,
  updateInfo: { version: '0.3.0', files: [{ size: 300e6 }, { size: 280e6 }, {}] },
}

/** Offers what a stand-in for electron-updater finds to a person who says yes to some questions. → what happened, in order */
async function offered({ found: finds = found, fails, yes = [] }: StandIn): Promise<unknown[]> {
  const seen: unknown[] = []
  const updater: Updater = {
    autoDownload: true,
    async checkForUpdates() {
      seen.push(updater.autoDownload ? 'fetches unasked' : 'looks')
      if (fails === 'check') throw new Error('no network')
      return finds
    },
    async downloadUpdate() {
      seen.push('downloads')
      if (fails === 'download') throw new Error('connection lost')
    },
  }
  const ask: UpdateQuestions = {
    async download(version, bytes) {
      seen.push(['download?', version, bytes])
      return yes.includes('download')
    },
    async restart(version) {
      seen.push(['restart?', version])
      return yes.includes('restart')
    },
    failed: (version) => void seen.push(['failed', version]),
  }
  const restart = await offerUpdate(updater, ask)
  return [...seen, restart]
}

describe('a newer version', () => {
  const download = ['download?', '0.3.0', 300e6]

  it('is downloaded when a person wants it, and the app is started anew when they want that', async () => {
    const all = ['looks', download, 'downloads', ['restart?', '0.3.0']]
    expect(await offered({ yes: ['download', 'restart'] })).toEqual([...all, true])
    expect(await offered({ yes: ['download'] })).toEqual([...all, false])
  })

  it('is left where it is otherwise', async () => {
    expect(await offered({ yes: ['restart'] })).toEqual(['looks', download, false])
  })

  it('may be of a size that nobody says', async () => {
    const unsized = { ...found, updateInfo: { version: '0.3.0', files: [{}] } }
    expect(await offered({ found: unsized })).toEqual(['looks', ['download?', '0.3.0', null], false])
  })

  it('is not spoken of where there is none, no network, or no way to install it', async () => {
    const nothing = ['looks', false]
    expect(await offered({ found: { ...found, isUpdateAvailable: false } })).toEqual(nothing)
    expect(await offered({ found: null })).toEqual(nothing)
    expect(await offered({ fails: 'check' })).toEqual(nothing)
  })

  it('that could not be downloaded is told of, and nothing is started anew', async () => {
    const happened = await offered({ fails: 'download', yes: ['download', 'restart'] })
    expect(happened).toEqual(['looks', download, 'downloads', ['failed', '0.3.0'], false])
  })
})

describe('newer versions are looked for', () => {
  const configured = true

  it('only where a publisher is named', () => {
    for (const platform of ['linux', 'darwin', 'win32'])
      for (const env of [{}, { APPIMAGE: '/x' }, { GRADWIRE_UPDATES: 'on' }])
        expect(looksForUpdates({ configured: false, platform, env })).toBe(false)
  })

  it('by what came from the publisher, not by packages of a distribution', () => {
    const byItself = (platform: string, env = {}) => looksForUpdates({ configured, platform, env })
    expect(byItself('darwin')).toBe(true)
    expect(byItself('win32')).toBe(true)
    expect(byItself('linux', { APPIMAGE: '/home/me/Gradwire.AppImage' })).toBe(true)
    expect(byItself('linux')).toBe(false)
  })

  it('as GRADWIRE_UPDATES says', () => {
    expect(looksForUpdates({ configured, platform: 'linux', env: { GRADWIRE_UPDATES: 'on' } })).toBe(true)
    for (const platform of ['linux', 'darwin', 'win32']) {
      const env = { GRADWIRE_UPDATES: 'off', APPIMAGE: '/x' }
      expect(looksForUpdates({ configured, platform, env })).toBe(false)
    }
  })
})
