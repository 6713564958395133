/** What a whole net still lacks to be trained, though nothing in it is wrong. */
import { tell } from '../../words/tell'
import type { Inference, ModuleInference, NodeInference } from '../infer/inference'

export interface Lack {
  message: string
  remedy: string
}

const known = new WeakMap<ModuleInference, Lack | null>()

/** Null: a window can train it. */
export function lackOf({ main }: Inference): Lack | null {
  let lack = known.get(main)
  if (lack === undefined) known.set(main, (lack = find(main)))
  return lack
}

function find(main: ModuleInference): Lack | null {
  const nodes = [...main.nodes.values()].filter(({ loose }) => !loose)
  const withRole = (role: string) => nodes.filter(({ definition }) => definition?.role === role)
  const apart = [...main.nodes.values()].find(({ definition, loose }) => loose && definition?.role === 'loss')
  if (!hasLoss(main) && apart !== undefined)
    return {
      message: tell('lack.loss_apart', 'The loss {{name}} is not connected, so there is nothing to train.', { name: apart.node.name }), // prettier-ignore
      remedy: tell('lack.loss_apart_remedy', 'Wire what the net gives to its input, and the labels to its target.'), // prettier-ignore
    }
  if (!hasLoss(main))
    return {
      message: tell('lack.loss', 'The graph has no loss, so there is nothing to train.'),
      remedy: tell('lack.loss_remedy', 'Add one, such as CrossEntropyLoss or MSELoss, and wire the labels to it.'), // prettier-ignore
    }
  const [data, ...others] = withRole('data')
  const [input] = withRole('input')
  if (data === undefined)
    return {
      message: tell('lack.data', 'The graph has no data to train on.'),
      remedy: tell('lack.data_remedy', 'Add a Dataset node; one sample by hand goes through “By hand” below the canvas.'), // prettier-ignore
    }
  if (others.length > 0)
    return {
      message: tell('lack.one_dataset', 'The graph has more than one Dataset node.'),
      remedy: tell('lack.one_dataset_remedy', 'Keep one of them.'),
    }
  if (input !== undefined)
    return {
      message: tell('lack.input', 'Nothing is there to train on for the input {{name}}.', { name: input.node.name }), // prettier-ignore
      remedy: tell('lack.input_remedy', 'Wire an output of {{data}} in its place.', { data: data.node.name }),
    }
  return null
}

/** In the definition, or in one inside it. */
export function hasLoss({ nodes }: ModuleInference): boolean {
  return [...nodes.values()].some(
    ({ definition, instance, loose }: NodeInference) =>
      !loose && (definition?.role === 'loss' || (instance !== undefined && hasLoss(instance))),
  )
}
