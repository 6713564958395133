/** Weights of an imported document, until the engine has built it: it may not be up yet, or the graph may need mending first. */
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensors } from '../../graph/formats/safetensors'
import { problemOf } from '../host/host-call-error'
import { t } from '../texts/index'
import { showToast } from '../ui/toast'
import type { DocumentSession } from '../session/document-session'

/** Gives the document that was just loaded its weights as soon as the engine has built it. */
export function giveWeights(session: DocumentSession, weights: SafeTensors): void {
  const { loads, file } = session.editor.getState()
  const stale = session.run.getState().opened
  const stop = session.run.subscribe(({ opened }) => {
    if (session.editor.getState().loads !== loads) stop()
    else if (opened !== null && opened !== stale) {
      stop()
      void send(session, weights, file.name)
    }
  })
}

/** Sends those that still fit what is on the canvas: a person may have mended it before the engine could build it. */
async function send({ host }: DocumentSession, weights: SafeTensors, name: string): Promise<void> {
  try {
    const all = readSafetensors(await host.engine({ kind: 'weights' }))
    let left = 0
    for (const [key, tensor] of weights) {
      const place = all.get(key)
      if (place !== undefined && String(place.shape) === String(tensor.shape)) all.set(key, tensor)
      else left++
    }
    await host.engine({ kind: 'loadWeights', weights: writeSafetensors(all) })
    if (left > 0) showToast({ tone: 'warning', title: t('file.imported.weightsLeft', { count: left }) })
  } catch (error) {
    const { message, remedy } = problemOf(error)
    showToast({
      tone: 'error',
      title: t('file.imported.weightsFailed', { name }),
      text: remedy === undefined ? message : `${message} ${remedy}`,
    })
  }
}
