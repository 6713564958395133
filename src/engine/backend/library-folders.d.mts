/** What library-folders.mjs exports. It is plain JavaScript, so that set-up can read it before anything is built. */
export function cacheFolder(env?: NodeJS.ProcessEnv, platform?: NodeJS.Platform): string
export function keptLibrary(name: string, env?: NodeJS.ProcessEnv): string
export function ownLibrary(path: string, env?: NodeJS.ProcessEnv): string
export function choiceFile(env?: NodeJS.ProcessEnv): string
export function chosenLibrary(env?: NodeJS.ProcessEnv): string | null
export function tfjsNodeFolder(require: NodeJS.Require): string | null
export function bindingIn(folder: string): string | null
export const PACKED: string
export function packedLibrary(of?: { resourcesPath?: string }): string | null
