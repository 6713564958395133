/** Where the renderer of pictures and its fonts are: beside the built program, or in the packages that they come from. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const RENDERER = '@resvg/resvg-wasm/index_bg.wasm'
const FONTS = [
  '@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf',
  '@expo-google-fonts/inter/600SemiBold/Inter_600SemiBold.ttf',
  '@expo-google-fonts/jetbrains-mono/400Regular/JetBrainsMono_400Regular.ttf',
]

/** The build copies these to `picture/` beside the program (`electron.vite.config.ts`): file names, and where they come from. */
export const PICTURE_FILES: Readonly<Record<string, string>> = {
  ...Object.fromEntries([RENDERER, ...FONTS].map((file) => [fileName(file), file])),
  'Inter-LICENSE.txt': '@expo-google-fonts/inter/LICENSE_FONT',
  'JetBrainsMono-LICENSE.txt': '@expo-google-fonts/jetbrains-mono/LICENSE_FONT',
}

/** Paths of the files. Errors: the build is not whole. */
export function pictureFiles(): { renderer: string; fonts: string[] } {
  const here = dirname(fileURLToPath(import.meta.url))
  // Bundled code may lie in a folder of chunks.
  const built = [here, dirname(here)].map((folder) => join(folder, 'picture')).find(existsSync)
  const { resolve } = createRequire(import.meta.url)
  const locate = (file: string): string => (built === undefined ? resolve(file) : join(built, fileName(file)))
  return { renderer: locate(RENDERER), fonts: FONTS.map(locate) }
}

function fileName(path: string): string {
  return path.split('/').at(-1) ?? path
}
