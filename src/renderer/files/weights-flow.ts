/** Weights from a file into the net that is open: all of them, or after a look at what does not fit, those that do. */
import type { WeightsReport } from '../../engine/protocol'
import type { Finding } from '../../graph/document/finding'
import type { ImportFile } from '../../graph/import/import-file'
import { problemOf } from '../host/host-call-error'
import type { DocumentSession } from '../session/document-session'
import { readBeside } from './read-beside'
import { takeWeights } from './take-weights'
import { ask } from '../window/modal-store'
import { told } from '../../words/tell'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'

/** Loads nothing where something does not fit, unless the person wants the rest; what is no file of weights is explained. */
export async function loadWeightsFile(session: DocumentSession, { name, bytes }: ImportFile): Promise<void> {
  const { loads } = session.editor.getState()
  const read = await readBeside({ kind: 'plainWeights', bytes }, name)
  // The document may have gone meanwhile, and nobody waits for its weights.
  const isGone = (): boolean => session.editor.getState().loads !== loads
  if (read === null || isGone()) return
  if (read.kind === 'refused') return explain(name, read.findings)
  const notes = read.notes.map(({ message }) => message)
  const loaded = (report: WeightsReport): void => {
    tell(name, { ...report, notes: [...notes, ...report.notes] })
  }
  try {
    await session.engine.settled()
    const report = await takeWeights(session, read.bytes, 'whole')
    if (report.loaded) loaded(report)
    else if (await ask<boolean>((answer) => ({ kind: 'weights', name, report, answer })))
      loaded(await takeWeights(session, read.bytes, 'fitting'))
  } catch (error) {
    if (isGone()) return
    const { message, remedy } = problemOf(error)
    explain(name, [
      {
        severity: 'error',
        ...told('weights.refused', '{{reason}}', { reason: message }),
        ...(remedy === undefined ? {} : { remedy }),
      },
    ])
  }
}

function explain(name: string, findings: readonly Finding[]): void {
  void ask<void>((answer) => ({
    kind: 'findings',
    title: t('file.wrong.title', { name }),
    findings,
    answer,
  }))
}

function tell(name: string, { fitting, total, notes }: WeightsReport): void {
  const whole = fitting === total
  showToast({
    tone: whole ? 'success' : 'warning',
    title: t(whole ? 'file.weights.loaded' : 'file.weights.partly', { name, count: fitting, total }),
    ...(notes.length === 0 ? {} : { text: notes.join(' ') }),
  })
}
