import './ui/page-rules'
import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import '@xyflow/react/dist/base.css'
import './styles/app.css'
import './texts/index'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app'
import { connectHost } from './host/connect'
import { createDocumentSession } from './session/document-session'
import { start } from './start'
import { fetchTheRest } from './ui/fetched-later'
import { followSize } from './window/layout-store'
import { followScale } from './texts/text-scale'
import { followTheme } from './window/theme'
import { setLanguage } from '../words/language'

/** A window shows one document; a page that is loaded again finds it under the same name. */
const ONLY_DOCUMENT = 'document'

document.documentElement.lang = setLanguage(
  new URLSearchParams(location.search).get('lang'),
  ...navigator.languages,
)
followTheme()
followScale()
followSize()

const connection = connectHost()
// Before anything is awaited: the host tells the engine's status as soon as it is reached.
const session = createDocumentSession(connection, ONLY_DOCUMENT)

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element #root')
createRoot(root).render(
  <StrictMode>
    <App session={session} />
  </StrictMode>,
)
void start(connection, session)
fetchTheRest()
