import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

export default defineConfig({
  main: {
    build: {
      target: 'node20.19',
      rollupOptions: {
        input: {
          electron: 'src/main/electron/main.ts',
          web: 'src/main/web/main.ts',
          cli: 'src/main/cli/main.ts',
          engine: 'src/engine/host.ts',
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
    plugins: [react(), tailwindcss()],
    build: { target: 'chrome120', rollupOptions: { input: 'src/renderer/index.html' } },
    worker: { format: 'es' },
  },
})
