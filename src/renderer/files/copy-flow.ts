/** The document as text on the clipboard. */
import { markdownText } from '../../graph/export/markdown'
import { mermaidText } from '../../graph/export/mermaid'
import { formatFinding } from '../../graph/document/finding'
import { copyText } from '../ui/copy-text'
import { liveEngine } from '../engine-link/live-engine'
import { useRunStore } from '../engine-link/run-store'
import { useEditorStore } from '../editing/editor-store'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'

export async function copyMermaid(): Promise<void> {
  await copyText(mermaidText(useEditorStore.getState().inference), t('export.copied.mermaid'))
}

export async function copyMarkdown(): Promise<void> {
  const result = markdownText(useEditorStore.getState().inference)
  if (result.kind === 'text') await copyText(result.text, t('export.copied.markdown'))
  else showToast({ tone: 'error', title: result.findings.map(formatFinding).join(' ') })
}

/** `print(net)` of the network that the engine has built from what is on the canvas. */
export async function copyPrint(): Promise<void> {
  await liveEngine.settled()
  const { opened } = useRunStore.getState()
  if (opened === null)
    showToast({ tone: 'warning', title: t('export.noPrint'), text: t('export.noPrintText') })
  else await copyText(opened.print, t('export.copied.print'))
}
