/** The document as text on the clipboard. */
import { markdownText } from '../../graph/export/markdown'
import { mermaidText } from '../../graph/export/mermaid'
import { formatFinding } from '../../graph/document/finding'
import { copyText } from '../ui/copy'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'
import type { DocumentSession } from '../session/document-session'

export async function copyMermaid(session: DocumentSession): Promise<void> {
  await copyText(mermaidText(session.editor.getState().inference), t('export.copied.mermaid'))
}

export async function copyMarkdown(session: DocumentSession): Promise<void> {
  const result = markdownText(session.editor.getState().inference)
  if (result.kind === 'text') await copyText(result.text, t('export.copied.markdown'))
  else showToast({ tone: 'error', title: result.findings.map(formatFinding).join(' ') })
}

/** `print(net)` of the network that the engine has built from what is on the canvas. */
export async function copyPrint(session: DocumentSession): Promise<void> {
  await session.engine.settled()
  const { opened } = session.run.getState()
  if (opened === null)
    showToast({ tone: 'warning', title: t('export.noPrint'), text: t('export.noPrintText') })
  else await copyText(opened.print, t('export.copied.print'))
}
