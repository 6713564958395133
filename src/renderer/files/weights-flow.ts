/** Weights from a file into the net that is open: all of them, or after a look at what does not fit, those that do. */
import type { WeightsReport } from '../../engine/protocol'
import type { ImportFile } from '../../graph/import/import-file'
import { problemOf } from '../host/host-call-error'
import type { DocumentSession } from '../session/document-session'
import { noteBrought } from './brought-weights'
import { ask } from '../window/modal-store'
import { told } from '../../words/tell'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'

/** Loads nothing where something does not fit, unless the person wants the rest. */
export async function loadWeightsFile(session: DocumentSession, { name, bytes }: ImportFile): Promise<void> {
  const { engine, host } = session
  const loaded = (report: WeightsReport): void => {
    noteBrought(session)
    tell(name, report)
  }
  try {
    await engine.settled()
    const report = await host.engine({ kind: 'loadWeights', weights: bytes, mode: 'whole' })
    if (report.loaded) loaded(report)
    else if (await ask<boolean>((answer) => ({ kind: 'weights', name, report, answer })))
      loaded(await host.engine({ kind: 'loadWeights', weights: bytes, mode: 'fitting' }))
  } catch (error) {
    const { message, remedy } = problemOf(error)
    const finding = {
      severity: 'error',
      ...told('weights.refused', '{{reason}}', { reason: message }),
      ...(remedy === undefined ? {} : { remedy }),
    } as const
    void ask<void>((answer) => ({
      kind: 'findings',
      title: t('file.wrong.title', { name }),
      findings: [finding],
      answer,
    }))
  }
}

function tell(name: string, { fitting, total, notes }: WeightsReport): void {
  const whole = fitting === total
  showToast({
    tone: whole ? 'success' : 'warning',
    title: t(whole ? 'file.weights.loaded' : 'file.weights.partly', { name, count: fitting, total }),
    ...(notes.length === 0 ? {} : { text: notes.join(' ') }),
  })
}
