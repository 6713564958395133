/**
 * What electron-builder makes of the built program: installers for three systems, each with TensorFlow's library in it.
 *
 * @import { Configuration } from 'electron-builder'
 */
import { join } from 'node:path'
import { withoutSymbols } from './without-symbols.mjs'
import { PACKED } from '../../src/engine/backend/library-folders.mjs'

/** Of TensorFlow's library, what is loaded; the rest is what it was compiled with. */
const LOADED = [
  'lib/napi-v*/*.node',
  'deps/lib/*.{so,so.*,dylib,dll}',
  'deps/lib/**/*.dylib',
  'files.txt',
  'LICENSE*',
]

/** Files that are opened besides graphs: offered for these, but not put in front of the programs that open them now. */
const FOREIGN = ['onnx', 'pt', 'pth', 'safetensors']

/**
 * @param {object} options
 * @param {string} options.library the folder with TensorFlow's library for this system
 * @param {string} options.output where the installers go
 * @param {string} [options.electron] a folder with an unpacked Electron, instead of the one that is downloaded
 * @param {string} [options.updates] the publisher’s address, which the app asks for newer versions; left out: it asks nobody
 * @returns {Configuration}
 */
export function builderConfig({ library, output, electron, updates }) {
  return {
    appId: 'io.gradwire.app',
    productName: 'Gradwire',
    copyright: 'Copyright © Gradwire contributors',
    directories: { output, buildResources: 'resources' },
    files: [
      'package.json',
      'LICENSE',
      'out/main/**',
      'out/preload/**',
      'out/renderer/**',
      'resources/**',
      '!**/*.map',
      // The command line and the web host are not of the desktop app.
      '!out/main/{cli,web,gradwire}.js',
      // What the web host sends compressed, the desktop app reads as it is.
      '!out/renderer/**/*.{br,gz}',
      // All else is bundled: of packages, the engine loads these files, which are all that runs without TensorFlow's library.
      '!node_modules/**',
      'node_modules/@tensorflow/tfjs-{core,backend-wasm}/package.json',
      'node_modules/@tensorflow/tfjs-core/dist/tf-core.node.js',
      'node_modules/@tensorflow/tfjs-backend-wasm/dist/{tf-backend-wasm.node.js,*.wasm}',
    ],
    asarUnpack: ['node_modules/@tensorflow/tfjs-backend-wasm/dist/*.wasm'],
    // Beside the archive, as the system loads it and cannot look into that.
    extraResources: [{ from: library, to: PACKED, filter: LOADED }],
    ...(electron && { electronDist: electron }),
    // The page has its own words; Chromium's are those of menus and dialogs of the system's.
    electronLanguages: ['en', 'en-US', 'vi'],
    // The native backend is an N-API binary that set-up has put in place; there is nothing to compile.
    npmRebuild: false,
    nodeGypRebuild: false,
    electronFuses: {
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
      // Without a snapshot of its own, the browser process has the one that all have.
      loadBrowserProcessSpecificV8Snapshot: false,
    },
    afterPack: ({ appOutDir }) => withoutSymbols(join(appOutDir, 'resources', PACKED, 'deps', 'lib')),
    publish: updates === undefined ? null : { provider: 'generic', url: updates },
    fileAssociations: {
      ext: 'gradwire',
      name: 'Gradwire graph',
      role: 'Editor',
      mimeType: mimeOf('gradwire'),
    },
    linux: {
      target: ['AppImage', 'deb'],
      category: 'Education',
      synopsis: 'Build neural networks by wiring them',
      maintainer: 'Gradwire contributors',
      fileAssociations: FOREIGN.map((ext) => ({ ext, name: `${ext} model`, mimeType: mimeOf(ext) })),
    },
    mac: {
      target: ['dmg', 'zip'],
      category: 'public.app-category.education',
      fileAssociations: ['json', ...FOREIGN].map((ext) => ({
        ext,
        name: ext === 'json' ? 'Gradwire graph' : `${ext} model`,
        role: ext === 'json' ? 'Editor' : 'Viewer',
        rank: 'Alternate',
      })),
    },
    // An installer for Windows would take others' files away from the programs that open them now.
    win: { target: ['nsis'] },
    nsis: { oneClick: false, allowToChangeInstallationDirectory: true, perMachine: false },
  }
}

/** @param {string} ext */
function mimeOf(ext) {
  return `application/x-${ext}`
}

/** Where a packed program lies below the output. @param {string} output @param {NodeJS.Platform} [platform] */
export function packedFolder(output, platform = process.platform) {
  if (platform === 'darwin')
    return join(output, process.arch === 'arm64' ? 'mac-arm64' : 'mac', 'Gradwire.app')
  return join(output, platform === 'win32' ? 'win-unpacked' : 'linux-unpacked')
}

/** Of a packed program. @param {string} folder @param {NodeJS.Platform} [platform] */
export function resourcesIn(folder, platform = process.platform) {
  return join(folder, ...(platform === 'darwin' ? ['Contents', 'Resources'] : ['resources']))
}
