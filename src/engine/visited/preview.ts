/** What flows through a net before it has learned anything. */
import { runPass } from '../build/compile'
import type { Flow } from '../build/flow'
import { scope } from '../core/scope'
import type { Model } from './model'
import type { Samples } from '../session/sample-store'
import { setAside } from './set-aside'
import type { RunSettings } from '../session/training-run'

/**
 * Runs the first batch forward and back in `eval` mode, which draws no random numbers and moves no running statistics,
 * and throws the gradients of the parameters away.
 */
export function previewPass(
  { compiled }: Model,
  { batchSize }: RunSettings,
  { train }: Samples,
  flow: Flow,
): void {
  const { net } = compiled
  const { training } = net
  net.eval()
  try {
    setAside(compiled, () =>
      scope(() => {
        const { loss } = runPass(compiled, train.batch(0, Math.min(batchSize, train.count)), flow)
        if (loss?.requiresGrad) loss.backward()
      }),
    )
  } finally {
    net.train(training)
  }
}
