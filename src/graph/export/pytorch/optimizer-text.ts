/** `make_optimizer` of `train.py`. */
import { dequal } from 'dequal'
import type { Training } from '../../document/document'
import { paramFields } from '../../params/param-types'
import { callText, indented, literal } from '../../pytorch/python'
import { optimizerDefinition } from '../../training/optimizers'

/** The function, line by line, with the arguments that are not defaults. Errors: there is no such optimiser. */
export function optimizerFunction({ type, params }: Training['optimizer']): string[] {
  const definition = optimizerDefinition(type)
  if (definition === undefined) throw new RangeError(`There is no optimizer '${type}'.`)
  const values: Record<string, unknown> = definition.params.parse(params)
  // Older versions of PyTorch know this Adam only under its own name.
  const decoupled = type === 'Adam' && values['decoupled_weight_decay'] === true
  const name = decoupled ? 'AdamW' : type
  const args = paramFields(definition.params)
    .filter((field) => !(decoupled && field.name === 'decoupled_weight_decay'))
    .filter((field) => field.name === 'lr' || decoupled || !dequal(values[field.name], field.default))
    .map((field) => `${field.name}=${literal(values[field.name])}`)
  return [
    'def make_optimizer(parameters):',
    ...indented([`return ${callText(`torch.optim.${name}`, ['parameters', ...args])}`]),
  ]
}
