/**
 * `npm run dist`: the desktop app for this system, as installers in `dist`.
 *
 * - `-- --dir`: only the folder that they would install
 * - `-- --electron FOLDER`: with an unpacked Electron that is there, instead of one that is downloaded
 * - `-- --updates ADDRESS`: looks for newer versions there (https)
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PACKED } from '../src/engine/backend/library-folders.mjs'
import { carriedLibrary } from './packed/carried-library.mjs'
import { builderConfig, packedFolder, resourcesIn } from './packed/config.mjs'
import { bytesIn, MOST_INSTALLED } from './packed/contents.mjs'
import { main, setup } from './setup.mjs'
import { ROOT, say, SetupError } from './setup/shell.mjs'

const { values: options } = parseArgs({
  options: {
    dir: { type: 'boolean', default: false },
    electron: { type: 'string' },
    updates: { type: 'string' },
    output: { type: 'string', default: join(ROOT, 'dist') },
  },
})

await main(async () => {
  const { electron, output, updates } = options
  if (updates !== undefined && !updates.startsWith('https://'))
    throw new SetupError(`Updates cannot come from ${updates}.`, 'Give an address that begins with https://.')
  await setup()
  const library = await carriedLibrary()
  // Electron-builder takes a second to load.
  const { build, Platform } = await import('electron-builder')
  await build({
    projectDir: ROOT,
    targets: Platform.current().createTarget(options.dir ? 'dir' : undefined),
    config: builderConfig({ library: library.folder, output, electron, updates }),
    publish: 'never',
  })
  const folder = packedFolder(output)
  const bytes = bytesIn(folder)
  const inside = `${library.title} in it has ${megabytes(bytesIn(join(resourcesIn(folder), PACKED)))}`
  say(`${folder} has ${megabytes(bytes)}; ${inside}.`)
  if (bytes > MOST_INSTALLED) say(`That is more than the ${megabytes(MOST_INSTALLED)} that it should have.`)
})

/** @param {number} bytes */
function megabytes(bytes) {
  return `${Math.round(bytes / 1e6)} MB`
}
