/** `--weights`: any file of weights, into the engine. */
import type { EngineClient } from '../engine-client'
import { report } from './terminal'

/** Says how the file was read. Errors: it cannot be read, or does not fit, in PyTorch's words. */
export async function loadWeights(engine: EngineClient, weights: Uint8Array | undefined): Promise<void> {
  if (weights === undefined) return
  const { notes } = await engine.request({ kind: 'loadWeights', weights })
  for (const note of notes) report(`note: ${note}`)
}
