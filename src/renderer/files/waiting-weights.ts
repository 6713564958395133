/** Weights of an imported document, until the engine has built it. */
import { writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensors } from '../../graph/formats/safetensors'
import { problemOf } from '../host/host-call-error'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'
import { takeWeights } from './take-weights'
import { whenBuilt } from './when-built'
import type { DocumentSession } from '../session/document-session'

/** Gives the document that was just loaded its weights as soon as the engine has built it. */
export function giveWeights(session: DocumentSession, weights: SafeTensors): void {
  const { file, loads } = session.editor.getState()
  session.open.awaitWeights(true)
  whenBuilt(session, () => {
    send(session, weights).catch((error: unknown) => {
      const { message, remedy } = problemOf(error)
      if (session.editor.getState().loads !== loads) return
      session.open.awaitWeights(false)
      showToast({
        tone: 'error',
        title: t('file.imported.weightsFailed', { name: file.name }),
        text: remedy === undefined ? message : `${message} ${remedy}`,
      })
    })
  })
}

/** Says of a document that the page began with, and that its engine has not trained, that the page ended before it heard of the weights. */
export function tellWeightsMissed(session: DocumentSession): void {
  whenBuilt(session, () => {
    const { name } = session.editor.getState().file
    if (session.run.getState().progress.step > 0) return
    showToast({
      tone: 'warning',
      keep: true,
      title: t('file.imported.weightsMissed', { name }),
      text: t('file.imported.weightsMissedText'),
    })
  })
}

/**
 * One command, which loads those that still fit the net: a person may have mended it before the engine could build it, and it may
 * be training by then, so that nothing is read here and written back.
 */
async function send(session: DocumentSession, weights: SafeTensors): Promise<void> {
  const { fitting } = await takeWeights(session, writeSafetensors(weights), 'fitting')
  session.open.awaitWeights(false)
  const left = weights.size - fitting
  if (left > 0) showToast({ tone: 'warning', title: t('file.imported.weightsLeft', { count: left }) })
}
