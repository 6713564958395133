import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

import { compressedFiles } from './scripts/compressed-files.mjs'
import { waitForHost } from './scripts/dev-page.mjs'
import { thirdPartyNotices } from './scripts/third-party-notices.mjs'
import { PICTURE_FILES } from './src/main/export/picture-files'

const { resolve } = createRequire(import.meta.url)
const DEV_PORT = Number(process.env.GRADWIRE_DEV_PORT ?? 5173)

const pictures = Object.values(PICTURE_FILES).map((file) => resolve(file))
/** What TensorFlow's binding is compiled from. */
const NATIVE_BACKEND = ['@tensorflow/tfjs-node/binding', 'node-api-headers/include'].map((path) =>
  join(import.meta.dirname, 'node_modules', path),
)

/** Puts the renderer of pictures and its fonts beside the program, which then needs no package for them. */
const pictureFiles = {
  name: 'picture-files',
  generateBundle(this: {
    emitFile: (file: { type: 'asset'; fileName: string; source: Uint8Array }) => string
  }) {
    for (const [name, file] of Object.entries(PICTURE_FILES))
      this.emitFile({ type: 'asset', fileName: `picture/${name}`, source: readFileSync(resolve(file)) })
  },
}

export default defineConfig({
  main: {
    plugins: [pictureFiles, thirdPartyNotices([...pictures, ...NATIVE_BACKEND])],
    build: {
      target: 'node20.19',
      rollupOptions: {
        input: {
          electron: 'src/main/electron/main.ts',
          web: 'src/main/web/main.ts',
          cli: 'src/main/cli/main.ts',
          engine: 'src/engine/host.ts',
          reader: 'src/main/files/reader-thread.ts',
          drawer: 'src/main/export/drawing-thread.ts',
          gradwire: 'src/engine/index.ts',
        },
      },
    },
  },
  preload: {
    build: {
      // A sandboxed preload must be CommonJS.
      rollupOptions: {
        input: { preload: 'src/main/electron/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react(), tailwindcss(), thirdPartyNotices(), compressedFiles(), waitForHost()],
    resolve: {
      // The page's policy lets in no style elements, which that package makes.
      alias: {
        'react-style-singleton': fileURLToPath(
          new URL('src/renderer/ui/style-singleton.ts', import.meta.url),
        ),
      },
    },
    // `npm run dev` finds a port that is free; another one, found later, would be known to nobody.
    server: {
      host: '127.0.0.1',
      port: DEV_PORT,
      strictPort: true,
      // The page comes through the host, but hears of changes from here, also while the host starts anew.
      hmr: { host: '127.0.0.1', clientPort: DEV_PORT },
    },
    build: {
      target: 'chrome120',
      minify: true,
      // The page comes from the same machine, and needs nearly all of it for its first picture.
      chunkSizeWarningLimit: 2000,
      rollupOptions: { input: fileURLToPath(new URL('src/renderer/index.html', import.meta.url)) },
    },
    worker: { format: 'es' },
  },
})
