/**
 * `npm run dist`: the desktop app for this system, as installers in `dist`.
 *
 * - `-- --dir`: only the folder that they would install
 * - `-- --electron FOLDER`: with an unpacked Electron that is there, instead of one that is downloaded
 * - `-- --updates ADDRESS`: looks for newer versions there
 */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bindingIn, chosenLibrary, tfjsNodeFolder } from '../src/engine/backend/library-folders.mjs'
import { builderConfig, packedFolder } from './packed/config.mjs'
import { bytesIn } from './packed/contents.mjs'
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
  await setup()
  const { electron, output, updates } = options
  const library = libraryHere()
  // Electron-builder takes a second to load.
  const { build, Platform } = await import('electron-builder')
  await build({
    projectDir: ROOT,
    targets: Platform.current().createTarget(options.dir ? 'dir' : undefined),
    config: builderConfig({ library, output, electron, updates }),
    publish: 'never',
  })
  const folder = packedFolder(output)
  say(`${folder} has ${Math.round(bytesIn(folder) / 1e6)} MB.`)
})

/** TensorFlow's library, as set-up found or made it for this system. */
function libraryHere() {
  const folders = [tfjsNodeFolder(createRequire(join(ROOT, 'package.json'))), chosenLibrary()]
  const library = folders.find((folder) => folder && bindingIn(folder))
  if (library) return library
  throw new SetupError('TensorFlow’s library is not installed.', 'Run `npm start` once, then run this again.')
}
