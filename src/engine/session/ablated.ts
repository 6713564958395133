/** How much the loss needs each channel of an output. */
import { hasLoss } from '../../graph/plan/questions'
import { tell } from '../../words/tell'
import { noLoss, ProblemError } from '../executor/problem'
import type { AblatedResult, EngineCommand, RunState } from '../protocol'
import type { PassScene } from './passes'

/** Of samples: a net that is slow with more would keep the engine waiting, once for each channel. */
const MOST_SAMPLES = 256
const MOST_CHANNELS = 512

/**
 * The loss of the first 256 samples held out, else of those to train on, in `eval` mode: as it is, and with each channel of an output
 * set to 0 in turn.
 *
 * Errors: training runs; no loss, or one of many numbers; no samples; the output has no channels, or more than 512.
 */
export async function ablated(
  { executor, plan, slots, samples }: PassScene,
  { target }: Extract<EngineCommand, { kind: 'ablate' }>,
  state: RunState,
): Promise<AblatedResult> {
  if (state === 'running')
    throw new ProblemError({
      message: tell(
        'engine.ablate_while_running',
        'Weights change while training runs, so channels cannot be compared.',
      ),
      remedy: tell('engine.ablate_pause_first', 'Pause training first.'),
    })
  if (!hasLoss(plan))
    throw noLoss(tell('engine.no_loss_to_ablate', 'The graph has no loss that could change.'))
  const { train, heldOut } = await samples.for(slots)
  const source = heldOut ?? train
  const count = Math.min(source.count, MOST_SAMPLES)
  const batch = source.batch(0, count)
  const { loss, channels } = executor.lossWithout(batch, target, null)
  if (loss === null)
    throw noLoss(tell('engine.loss_of_many_numbers', 'The loss is not one number, so its change is none.'))
  if (channels === null || channels > MOST_CHANNELS)
    throw new ProblemError({
      message: tell('engine.no_channels_here', 'This output has no channels, or more than {{most}}.', {
        most: MOST_CHANNELS,
      }),
      remedy: tell('engine.choose_output_with_channels', 'Choose an output with N, C or more dimensions.'),
    })
  const losses = Array.from(
    { length: channels },
    (_, channel) => executor.lossWithout(batch, target, channel).loss!,
  )
  return { of: heldOut ? 'heldOut' : 'train', samples: count, loss, losses }
}
