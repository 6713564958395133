/** What flows through a net before it has learned anything. */
import { runPass } from '../build/compile'
import type { Flow } from '../build/flow'
import { scope } from '../core/scope'
import type { Batch } from '../executor/batch'
import { feedOf } from './feed'
import type { Model } from './model'
import { setAside } from './set-aside'

/**
 * Runs a batch forward and back in `eval` mode, which draws no random numbers and moves no running statistics,
 * and throws the gradients of the parameters away.
 */
export function previewPass({ compiled }: Model, batch: Batch, flow: Flow): void {
  const { net } = compiled
  const { training } = net
  net.eval()
  try {
    setAside(compiled, () =>
      scope(() => {
        compiled.hooks.watcher = flow.watchHooks
        const { loss } = runPass(compiled, feedOf(batch), flow)
        if (loss?.requiresGrad) loss.backward()
      }),
    )
  } finally {
    net.train(training)
  }
}
