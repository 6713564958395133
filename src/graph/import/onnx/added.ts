/** One node after a wire. */
import type { ModuleBuilder } from './module-builder'
import { Unsupported } from './values'
import type { Wire } from './values'
import { told } from '../../../words/tell'

/** The only output of a node that is added. */
export function added(
  builder: ModuleBuilder,
  type: string,
  input: Wire,
  params: Record<string, unknown>,
  name?: string,
): Wire {
  const [wire] = Object.values(builder.add({ type, name, params, inputs: { input } }))
  if (wire === undefined) throw new Unsupported(told('onnx.no_output', '{{type}} has no output', { type }))
  return wire
}
