/** What a net asks of the memory: told while it is drawn, since running out of it ends the run without a place. */
import type { Finding } from '../document/finding'
import { dimAt, formatShape, shapeAt } from '../types/dims'
import type { Inference, ModuleInference, NodeInference } from './inference'

const GIB = 2 ** 30
/** What many computers have left for one program. */
const USUAL = 4 * GIB
const BYTES = 4

/** At most two warnings: where most of the weights are, and where the largest tensor of a batch is. */
export function memoryFindings(inference: Inference): Finding[] {
  return [...weightFindings(inference), ...outputFindings(inference)]
}

/** Weights have gradients of the same size. */
function weightFindings({ main }: Inference): Finding[] {
  const total = main.parameterCount * BYTES
  if (2 * total <= USUAL) return []
  const { module, node } = heaviest(main)
  const own = node.parameterCount * BYTES
  const { name = '', shape = [] } = largest(node)
  const share = own === total ? '.' : `; ${inGib(own)} of them are here.`
  // Of very many small layers, none is to blame.
  const some = 50 * own >= total
  return [
    {
      severity: 'warning',
      module,
      node: node.node.id,
      name: node.node.name,
      message:
        `The weights of the net take ${inGib(total)}, and their gradients as much again` +
        (some ? share : ', in very many layers.'),
      remedy: some
        ? `Make the layer smaller: its ${name === '' ? 'tensor' : name} is ${formatShape(shape)}.`
        : 'Use fewer of them, or smaller ones.',
    },
  ]
}

/** The node with the most parameters, down through instances. */
function heaviest(module: ModuleInference): { module: string; node: NodeInference } {
  const nodes = [...module.nodes.values()]
  const node = nodes.reduce((most, each) => (each.parameterCount > most.parameterCount ? each : most))
  return node.instance === undefined ? { module: module.module, node } : heaviest(node.instance)
}

function largest({ parameters }: NodeInference): { name?: string; shape?: number[] } {
  const sizeOf = ({ shape }: { shape: number[] }): number => shape.reduce((a, b) => a * b, 1)
  return (
    parameters.reduce<NodeInference['parameters'][number] | undefined>(
      (most, each) => (most === undefined || sizeOf(each) > sizeOf(most) ? each : most),
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
    message: `What ${node.node.name} gives for a batch takes ${inGib(elements * BYTES)}: ${shape}.`,
    remedy: smaller ? 'Use a smaller batch, or fewer values a sample.' : 'Use fewer values a sample.',
  }
  if (!smaller) return [finding]
  const label = `batch_size=${fitting} takes ${inGib(fitting * rows * BYTES)}`
  return [
    { ...finding, fixes: [{ label, command: { kind: 'set-training', training: { batch_size: fitting } } }] },
  ]
}

function inGib(bytes: number): string {
  const amount = bytes / GIB
  return `${amount >= 100 ? Math.round(amount) : Number(amount.toPrecision(2))} GiB`
}
