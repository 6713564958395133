/** Where the heads inside of a node look, of one sample. */
import { tell } from '../../words/tell'
import { ProblemError } from '../executor/problem'
import type { AttentionResult, EngineCommand } from '../protocol'
import type { PassScene } from './passes'

/** A picture of more weights is no picture any more. */
const MOST_WEIGHTS = 16_000_000

/**
 * The weights of every attention inside of a call, in `eval` mode, of one of the samples held out, else of those to train on; the last one
 * where there are fewer.
 *
 * Errors: no attention inside, or of several sizes; more than 16 million weights; no samples.
 */
export async function attended(
  { executor, slots, samples }: PassScene,
  { call, sample }: Extract<EngineCommand, { kind: 'attention' }>,
): Promise<AttentionResult> {
  const { train, heldOut } = await samples.for(slots)
  const source = heldOut ?? train
  const at = Math.min(sample, source.count - 1)
  const found = executor.attention(source.batch(at, at + 1), call)
  const [first] = found
  const weights = found.reduce((sum, { values }) => sum + values.length, 0)
  const alike = found.every(({ shape }) => shape.join() === first!.shape.join())
  if (!first || first.shape[0] !== 1 || !alike || weights > MOST_WEIGHTS)
    throw new ProblemError({
      message: tell('engine.no_attention_to_show', 'No attention of one sample can be shown here.'),
      remedy: tell(
        'engine.attention_wants',
        'It takes attention inside of the node, all of one size, with one row of the batch a sample.',
      ),
    })
  const [, heads = 0, rows = 0, columns = 0] = first.shape
  const values = new Float32Array(weights)
  found.forEach((layer, i) => values.set(layer.values, i * first.values.length))
  const of = heldOut ? 'heldOut' : 'train'
  return { of, samples: source.count, sample: at, layers: found.length, heads, rows, columns, values }
}
