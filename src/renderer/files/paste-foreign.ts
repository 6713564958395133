/** Text on the clipboard that is no graph: source of a PyTorch net, or what print(net) writes. */
import { serialiseDocument } from '../../graph/file/serialise'
import { ask } from '../window/modal-store'
import { t } from '../texts/index'
import { readNet } from './read-net'

/** `paste` takes a document's JSON, and refuses what is neither. */
export async function pasteForeign(text: string, paste: (json: string) => unknown): Promise<void> {
  const { isPyTorchText } = await import('../../graph/import/pytorch-text')
  const imported = isPyTorchText(text)
    ? await readNet({ kind: 'text', text }, t('clipboard.name'))
    : undefined
  if (imported === undefined) paste(text)
  if (imported === undefined || imported === null) return
  if (imported.kind === 'refused') {
    void ask<void>((answer) => ({
      kind: 'findings',
      title: t('clipboard.wrong'),
      findings: imported.findings,
      answer,
    }))
    return
  }
  paste(serialiseDocument(imported.document))
  const { notes } = imported
  if (notes.length > 0)
    void ask<void>((answer) => ({ kind: 'imported', title: t('clipboard.taken'), notes, weights: 0, answer }))
}
