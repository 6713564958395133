/** Classes of torch.nn that are no node types, and why: what holds layers, what layers are made of, and what needs more than a graph. */
import { told } from '../../../words/tell'
import type { Told } from '../../../words/tell'

/** What a note says where one of them is called like a layer; undefined for any other name. */
export function notALayer(name: string): Told | undefined {
  return Object.hasOwn(NOT_LAYERS, name) ? NOT_LAYERS[name]?.(name) : undefined
}

/** By PyTorch's names. */
export const NOT_LAYERS: Readonly<Record<string, (name: string) => Told>> = {
  Container: base,
  RNNBase: base,
  RNNCellBase: base,
  Sequential: holder,
  ModuleList: holder,
  ModuleDict: holder,
  ParameterList: holder,
  ParameterDict: holder,
  Buffer: tensor,
  UninitializedBuffer: tensor,
  UninitializedParameter: tensor,
  DataParallel: () =>
    told(
      'python.data_parallel',
      'DataParallel runs a net on several devices at once; here the net itself is read, and runs on one.',
    ),
  LinearCrossEntropyOptions: () =>
    told(
      'python.cross_entropy_options',
      'LinearCrossEntropyOptions says in which pieces PyTorch computes a loss. It changes no number, so no node has it.',
    ),
}

function base(name: string): Told {
  return told('python.base_class', '{{name}} is what other classes are derived from: it computes nothing.', {
    name,
  })
}

function holder(name: string): Told {
  return told('python.holder', '{{name}} holds others and computes nothing: what it holds are the nodes.', {
    name,
  })
}

function tensor(name: string): Told {
  return told('python.held_tensor', '{{name}} is a tensor that a module holds, and no layer.', { name })
}
