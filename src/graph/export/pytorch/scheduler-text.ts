/** `make_scheduler` of `train.py`. */
import { dequal } from 'dequal'
import type { Training } from '../../document/document'
import { paramFields } from '../../params/param-types'
import { schedulerDefinition } from '../../training/schedulers'
import { callText, indented, literal } from '../../pytorch/python'

const JUDGED_LOSS = `def judged_loss(held_out_loss, mean_loss, processes, device):
    """What the scheduler looks at, alike in every process: the held-out loss, else the mean of the steps."""
    value = mean_loss if held_out_loss is None else held_out_loss
    if processes == 1:
        return value
    shared = torch.tensor(value, device=device)
    if held_out_loss is not None:
        dist.broadcast(shared, 0)
        return shared.item()
    dist.all_reduce(shared)
    return shared.item() / processes`

/** Nothing for a document without a scheduler. */
export function schedulerFunction(scheduler: Training['scheduler']): string[] {
  if (scheduler === undefined) return []
  const definition = schedulerDefinition(scheduler.type)
  if (definition === undefined) throw new RangeError(`There is no scheduler '${scheduler.type}'.`)
  const values: Record<string, unknown> = definition.params.parse(scheduler.params)
  const { length } = definition
  const args = paramFields(definition.params).flatMap((field) => {
    const value = values[field.name]
    if (field.name === length?.param)
      return [`${field.name}=${value === undefined ? length.unit : literal(value)}`]
    if (dequal(value, field.default)) return []
    return [`${field.name}=${Array.isArray(value) ? `[${value.map(literal).join(', ')}]` : literal(value)}`]
  })
  return [
    'def make_scheduler(optimizer, steps, epochs):',
    ...indented([`return ${callText(`torch.optim.lr_scheduler.${scheduler.type}`, ['optimizer', ...args])}`]),
    '',
    '',
    ...(definition.every === 'loss' ? [JUDGED_LOSS, '', ''] : []),
  ]
}
