/** Where the page lives in Electron: under a scheme of our own, or on the development server. */

/** A standard, secure scheme gives the page an origin, which `file:` does not have. */
export const SCHEME = 'app'
const HOST = 'gradwire'
export const PAGE_URL = `${SCHEME}://${HOST}/`

/** The address to load: the development server's where there is one. */
export function pageUrl(developmentServer: string | undefined): string {
  return developmentServer ?? PAGE_URL
}

/** Whether `url` is the page itself, and not something that merely begins like it. */
export function isPageUrl(url: string, developmentServer: string | undefined): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host, pathname, username, password } = new URL(url)
  if (username !== '' || password !== '') return false
  if (developmentServer !== undefined) {
    const server = new URL(developmentServer)
    return protocol === server.protocol && host === server.host
  }
  return protocol === `${SCHEME}:` && host === HOST && (pathname === '/' || pathname === '/index.html')
}

/** The path of a file that the page asks for, or null where the address is another's. */
export function pagePath(url: string): string | null {
  if (!URL.canParse(url)) return null
  const { protocol, host, pathname } = new URL(url)
  return protocol === `${SCHEME}:` && host === HOST ? pathname : null
}
