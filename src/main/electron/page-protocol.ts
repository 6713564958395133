/** Serves the built page under a scheme of its own, and keeps the page to what it needs. */
import { protocol, session } from 'electron'
import { readPageFile } from '../service/page-files'
import { contentSecurityPolicy, safetyHeaders } from '../service/page-policy'
import { isPageUrl, pagePath, SCHEME } from './page-url'
import { tell } from '../../words/tell'

/** Copying is all that the page may do of what needs a permission, and only itself. */
const ALLOWED = new Set(['clipboard-sanitized-write', 'clipboard-read', 'fullscreen'])

/** Call before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ])
}

/** Answers for the page's files. Call when the app is ready. */
export function servePage(folder: string): void {
  const headers = safetyHeaders(contentSecurityPolicy())
  protocol.handle(SCHEME, async (request) => {
    const path = pagePath(request.url)
    const file = path === null || request.method !== 'GET' ? null : await readPageFile(folder, path)
    if (!file)
      return new Response(tell('web.nothing_here', 'There is nothing here.'), { status: 404, headers })
    return new Response(new Uint8Array(file.body), {
      headers: { ...headers, 'Content-Type': file.type, 'Cache-Control': file.cache },
    })
  })
}

/** Refuses permissions and downloads; on the development server's pages sets the policy that it does not set itself. */
export function restrictPages(developmentServer: string | undefined): void {
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((webContents, permission, allow) =>
    allow(ALLOWED.has(permission) && isPageUrl(webContents.getURL(), developmentServer)),
  )
  defaultSession.setPermissionCheckHandler(
    (webContents, permission) =>
      webContents !== null && ALLOWED.has(permission) && isPageUrl(webContents.getURL(), developmentServer),
  )
  defaultSession.setDevicePermissionHandler(() => false)
  defaultSession.on('will-download', (event) => event.preventDefault())
  if (developmentServer === undefined) return
  const { host } = new URL(developmentServer)
  const policy = contentSecurityPolicy({ connect: [`ws://${host}`], development: true })
  defaultSession.webRequest.onHeadersReceived({ urls: [`${developmentServer}/*`] }, (details, answer) =>
    answer({ responseHeaders: { ...details.responseHeaders, 'Content-Security-Policy': [policy] } }),
  )
}
