/** Newer versions from the publisher's releases: nothing is fetched, and nothing started anew, before a person said yes. */

/** What is used of electron-updater. */
export interface Updater {
  autoDownload: boolean
  /** - null: this way of installing has no updates */
  checkForUpdates: () => Promise<{
    isUpdateAvailable: boolean
    updateInfo: { version: string; files: readonly { size?: number }[] }
  } | null>
  downloadUpdate: () => Promise<unknown>
}

/** What a person is asked and told. */
export interface UpdateQuestions {
  /** - `bytes`: the largest that it may be; null: not known */
  download: (version: string, bytes: number | null) => Promise<boolean>
  restart: (version: string) => Promise<boolean>
  failed: (version: string) => void
}

export interface UpdateSurroundings {
  /** A publisher is named in the installed app. */
  configured: boolean
  platform: string
  env: Readonly<Record<string, string | undefined>>
}

/**
 * Whether newer versions are looked for: where a publisher is named, and nobody else updates the app. On Linux that is an AppImage;
 * packages are their distribution's. GRADWIRE_UPDATES (`on`, `off`) says otherwise.
 */
export function looksForUpdates({ configured, platform, env }: UpdateSurroundings): boolean {
  if (!configured || env.GRADWIRE_UPDATES === 'off') return false
  return env.GRADWIRE_UPDATES === 'on' || platform !== 'linux' || Boolean(env.APPIMAGE)
}

/** Looks once, and asks. What was downloaded is installed when the app ends. → whether it is to end now, and be started anew */
export async function offerUpdate(updater: Updater, ask: UpdateQuestions): Promise<boolean> {
  updater.autoDownload = false
  // Without a network there is nothing to tell: it is looked again at the next start.
  const found = await updater.checkForUpdates().catch(() => null)
  if (!found?.isUpdateAvailable) return false
  const { version, files } = found.updateInfo
  const sizes = files.flatMap(({ size }) => size ?? [])
  if (!(await ask.download(version, sizes.length > 0 ? Math.max(...sizes) : null))) return false
  try {
    await updater.downloadUpdate()
  } catch {
    ask.failed(version)
    return false
  }
  return ask.restart(version)
}
