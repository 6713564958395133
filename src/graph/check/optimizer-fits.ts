/** Parameters of shapes that the optimiser of a document cannot train. */
import type { Finding, Fix } from '../document/finding'
import type { Inference, ModuleInference, NodeInference } from '../infer/inference'
import { isFrozen } from '../infer/frozen'
import { newOptimizer, optimizerDefinition } from '../training/optimizers'
import { pytorchSays, tell } from '../../words/tell'
import { hasLoss } from './trainable'

/** At most one finding, at the first of them: all have one cause. */
export function checkOptimizerFits({ main, document }: Inference): Finding[] {
  const { optimizer } = document.training
  const refuses = optimizerDefinition(optimizer.type)?.refuses
  if (refuses === undefined || !hasLoss(main)) return []
  const unfit = [...learning(main)].flatMap((each) => {
    const message = refuses(each.shape)
    return message === undefined ? [] : [{ ...each, message }]
  })
  const [first] = unfit
  if (first === undefined) return []
  const { module, node, name, message } = first
  const fix: Fix = {
    label: tell('fix.use', 'Use {{near}}', { near: 'AdamW' }),
    command: { kind: 'set-training', training: { optimizer: newOptimizer('AdamW') } },
  }
  return [
    {
      severity: 'error',
      module,
      node: node.node.id,
      name: node.node.name,
      ...pytorchSays('optimizer.shape', message),
      remedy: tell(
        'remedy.optimizer_shape',
        '{{optimizer}} trains matrices alone, and {{name}} of {{node}} is none ({{count}} such parameters in the net): let these not learn, do without them (bias=false), or use AdamW.',
        { optimizer: optimizer.type, name, node: node.node.name, count: unfit.length },
      ),
      fixes: [fix],
    },
  ]
}

interface Learning {
  module: string
  node: NodeInference
  name: string
  shape: readonly number[]
}

/** Every parameter that learns, of instances too. `isStill`: whether one of that name does not, as who holds the module says. */
function* learning(
  within: ModuleInference,
  isStill: (name: string) => boolean = () => false,
): Generator<Learning> {
  for (const node of within.nodes.values()) {
    if (node.node.shared_with !== undefined) continue
    const still = (name: string): boolean =>
      isFrozen(node.node, name) || isStill(name === '' ? node.node.name : `${node.node.name}.${name}`)
    if (node.instance !== undefined) yield* learning(node.instance, still)
    else
      for (const { name, shape } of node.parameters)
        if (!still(name)) yield { module: within.module, node, name, shape }
  }
}
