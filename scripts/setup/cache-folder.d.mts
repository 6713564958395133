export function cacheFolder(
  env?: Readonly<Record<string, string | undefined>>,
  platform?: NodeJS.Platform,
): string
export function nativeFolder(env?: Readonly<Record<string, string | undefined>>): string
