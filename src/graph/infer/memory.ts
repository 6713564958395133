/** What a net asks of the memory: told while it is drawn, since running out of it ends the run without a place. */
import type { Finding } from '../document/finding'
import { dimAt, formatShape, shapeAt } from '../types/dims'
import { keptTensors } from '../training/optimizers'
import { isFrozen } from './frozen'
import type { Inference, ModuleInference, NodeInference } from './inference'
import { tell, told } from '../../words/tell'
import type { Told } from '../../words/tell'

const GIB = 2 ** 30
/** What many computers have left for one program. */
const USUAL = 4 * GIB
const BYTES = 4

/** At most two warnings: where most of the weights are, and where the largest tensor of a batch is. */
export function memoryFindings(inference: Inference): Finding[] {
  return [...weightFindings(inference), ...outputFindings(inference)]
}

/** In training, parameters that learn have gradients of the same size, and what the optimiser keeps of them. */
function weightFindings({ main, document }: Inference): Finding[] {
  const total = main.parameterCount * BYTES
  const kept = keptTensors(document.training.optimizer)
  if ((2 + kept) * total <= USUAL) return []
  const more = (1 + kept) * BYTES * learningCount(main, new Map())
  if (total + more <= USUAL) return []
  const { module, node } = heaviest(main)
  const own = node.parameterCount * BYTES
  const { name = '', shape = [] } = largest(node)
  // Of very many small layers, none is to blame.
  const some = 50 * own >= total
  const training = trainingText(more, kept === 0 ? null : document.training.optimizer.type)
  return [
    {
      severity: 'warning',
      module,
      node: node.node.id,
      name: node.node.name,
      ...weightsTold({ total, own, some, training }),
      remedy: some
        ? tell('remedy.smaller_layer', 'Make the layer smaller: its {{tensor}} is {{shape}}.', {
            tensor: name === '' ? 'tensor' : name,
            shape: formatShape(shape),
          })
        : tell('remedy.fewer_layers', 'Use fewer of them, or smaller ones.'),
    },
  ]
}

/** How many values learn, each once. */
function learningCount(module: ModuleInference, known: Map<ModuleInference, number>): number {
  const before = known.get(module)
  if (before !== undefined) return before
  let count = 0
  for (const { node, instance, parameters, parameterCount } of module.nodes.values()) {
    if (parameterCount === 0 || node.requires_grad === false) continue
    const frozen = parameters.filter(({ name }) => isFrozen(node, name))
    const all = instance === undefined ? parameterCount : learningCount(instance, known)
    count += Math.max(0, all - frozen.reduce((sum, { shape }) => sum + sizeOf(shape), 0))
  }
  known.set(module, count)
  return count
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

function trainingText(bytes: number, optimizer: string | null): string {
  const amount = amountText(bytes)
  if (bytes === 0) return tell('memory.no_training', 'none of them learns')
  if (optimizer === null)
    return tell('memory.gradients', 'training takes {{amount}} more, for their gradients', { amount })
  return tell(
    'memory.gradients_and_state',
    'training takes {{amount}} more, for their gradients and what {{optimizer}} keeps of them',
    { amount, optimizer },
  )
}

interface Weights {
  total: number
  own: number
  some: boolean
  training: string
}

function weightsTold({ total, own, some, training }: Weights): Told {
  const amount = amountText(total)
  if (!some)
    return told(
      'memory.many_weights',
      'The weights of the net take {{amount}}, and {{training}}. They are in very many layers.',
      { amount, training },
    )
  if (own === total)
    return told('memory.weights', 'The weights of the net take {{amount}}, and {{training}}.', {
      amount,
      training,
    })
  return told(
    'memory.weights_here',
    'The weights of the net take {{amount}}, and {{training}}; {{share}} of the weights are here.',
    { amount, training, share: amountText(own) },
  )
}

/** The node with the most parameters, down through instances. */
function heaviest(module: ModuleInference): { module: string; node: NodeInference } {
  const nodes = [...module.nodes.values()]
  const node = nodes.reduce((most, each) => (each.parameterCount > most.parameterCount ? each : most))
  return node.instance === undefined ? { module: module.module, node } : heaviest(node.instance)
}

function largest({ parameters }: NodeInference): { name?: string; shape?: number[] } {
  return (
    parameters.reduce<NodeInference['parameters'][number] | undefined>(
      (most, each) => (most === undefined || sizeOf(each.shape) > sizeOf(most.shape) ? each : most),
      undefined,
    ) ?? {}
  )
}

function outputFindings(inference: Inference): Finding[] {
  const { batch_size: batch } = inference.document.training
  let most: { module: string; node: NodeInference; elements: number; shape: string; rows: number } | undefined
  for (const { module, nodes } of inference.instances.values()) {
    for (const node of nodes.values()) {
      for (const type of Object.values(node.outputs)) {
        if (type === null) continue
        const elements = type.shape.reduce<number>((product, dim) => product * dimAt(dim, batch), 1)
        if (elements * BYTES <= USUAL || elements <= (most?.elements ?? 0)) continue
        const rows = type.shape.reduce<number>((product, dim) => product * dimAt(dim, 1), 1)
        most = { module, node, elements, shape: formatShape(shapeAt(type.shape, batch)), rows }
      }
    }
  }
  if (most === undefined) return []
  const { module, node, elements, shape, rows } = most
  const fitting = Math.floor(USUAL / BYTES / rows)
  const smaller = fitting >= 1 && fitting < batch
  const finding: Finding = {
    severity: 'warning',
    module,
    node: node.node.id,
    name: node.node.name,
    ...told('memory.output', 'What {{name}} gives for a batch takes {{amount}}: {{shape}}.', {
      name: node.node.name,
      amount: amountText(elements * BYTES),
      shape,
    }),
    remedy: smaller
      ? tell('remedy.smaller_batch', 'Use a smaller batch, or fewer values a sample.')
      : tell('remedy.fewer_values', 'Use fewer values a sample.'),
  }
  if (!smaller) return [finding]
  const amount = amountText(fitting * rows * BYTES)
  const label = tell('fix.batch_size', 'batch_size={{size}} takes {{amount}}', { size: fitting, amount })
  return [
    { ...finding, fixes: [{ label, command: { kind: 'set-training', training: { batch_size: fitting } } }] },
  ]
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB']

/** A number of bytes as people read it: in the largest unit of which it is at least a tenth. */
export function amountText(bytes: number): string {
  const at = UNITS.findLastIndex((_, power) => bytes >= 0.1 * 1024 ** power)
  const unit = Math.max(at, 0)
  const amount = bytes / 1024 ** unit
  return `${amount >= 100 ? Math.round(amount) : Number(amount.toPrecision(2))} ${UNITS[unit]}`
}
