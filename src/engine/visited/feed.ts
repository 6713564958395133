/** A batch as the tensors that a net takes. */
import type { Feed } from '../build/feed'
import { fromValues } from '../core/tensor'
import type { Tensor } from '../core/tensor'
import type { Batch } from '../executor/batch'

/** The tensors belong to the scope that is open. */
export function feedOf(batch: Batch): Feed {
  const feed = new Map<string, Record<string, Tensor>>()
  for (const { node, handle, values, shape, dtype } of batch)
    feed.set(node, { ...feed.get(node), [handle]: fromValues(values, shape, dtype) })
  return feed
}
