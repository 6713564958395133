/** The server that hands out the page's sources while the program is worked on. */

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * The address that `npm run dev` names in ELECTRON_RENDERER_URL, or null.
 *
 * Errors: it is no address of this machine, whose pages could then do all that the page can.
 */
export function developmentServer(env: Readonly<Record<string, string | undefined>>): URL | null {
  const text = env.ELECTRON_RENDERER_URL
  if (!text) return null
  const url = URL.canParse(text) ? new URL(text) : null
  if (url?.protocol === 'http:' && LOOPBACK.has(url.hostname)) return url
  throw new Error(
    `ELECTRON_RENDERER_URL is '${text}', which is no development server of this machine. Leave it out: npm run dev sets it.`,
  )
}
