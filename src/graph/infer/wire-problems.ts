/** What is said of wires that end or begin where nothing is. */
import type { GraphEdge } from '../document/document'
import type { Handle } from '../registry/definition'
import { tell, told } from '../../words/tell'
import type { Told } from '../../words/tell'
import type { NodeInference } from './inference'

type Problem = Told & { remedy: string }

/** A wire into an input that a node of that type does not have. */
export function unknownInput(type: string, input: string, handles: readonly Handle[]): Problem {
  const inputs = handles.map((handle) => `'${handle.name}'`).join(', ')
  return {
    ...told('edge.unknown_input', "{{type}} has no input '{{input}}'.", { type, input }),
    remedy:
      inputs === ''
        ? tell('remedy.take_wire_out', 'Take the wire out.')
        : tell('remedy.inputs', 'Its inputs: {{inputs}}.', { inputs }),
  }
}

/** A wire into an input that has one already. */
export function secondWire(input: string): Problem {
  return {
    ...told('edge.second_wire', "Two wires end at the input '{{input}}'.", { input }),
    remedy: tell('remedy.take_one_out', 'Take one out.'),
  }
}

/** A wire from an output that its source does not have. */
export function unknownOutput(wire: GraphEdge, source: NodeInference | undefined): Problem {
  const outputs = Object.keys(source?.outputs ?? {}).join(', ')
  return {
    ...told(
      'edge.unknown_output',
      "The wire comes from the output '{{output}}', which {{source}} does not have.",
      { output: wire.sourceHandle, source: source?.node.name ?? wire.source },
    ),
    remedy:
      outputs === ''
        ? tell('remedy.take_out', 'Take it out.')
        : tell('remedy.outputs', 'Its outputs: {{outputs}}.', { outputs }),
  }
}
