import { z } from 'zod'
import { defineNode } from '../registry/definition'
import type { Handle } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { tell, told } from '../../words/tell'

/** More than any known operation gives. */
const MOST_OUTPUTS = 64

/**
 * An operation of another program that Gradwire has not: it shows what it was and keeps its wires, and cannot run.
 * Shape: not known. Errors: always, naming the operation.
 */
export const opaque = defineNode({
  type: 'Opaque',
  category: 'opaque',
  doc: 'An operation from an imported file that Gradwire does not have.',
  stem: 'opaque',
  role: 'opaque',
  inputs: [{ name: 'inputs', variadic: true, optional: true }],
  outputs: outputsOf,
  calls: ['functional'],
  accepts: 'any',
  params: {
    op: z.string().min(1).meta({ doc: 'The operation as its file calls it.', initial: 'Op' }),
    domain: z.string().default('').meta({ doc: 'Whose operation it is; empty: one of ONNX itself.' }),
    outputs: z.int().min(1).max(MOST_OUTPUTS).default(1).meta({ doc: 'How many values it gives.' }),
    attributes: z.string().default('{}').meta({ doc: 'Its attributes and constant inputs, as JSON.' }),
  },
  types: ({ params: { op, domain } }) => {
    throw new RuleError(
      told('rule.opaque.unknown_operation', "Gradwire has no operation '{{operation}}'.", {
        operation: domain === '' ? op : `${domain}.${op}`,
      }),
      {
        param: 'op',
        remedy: tell(
          'rules.opaque.replace_it_with_nodes_that',
          'Replace it with nodes that do the same, or take it out.',
        ),
      },
    )
  },
})

/** What a document does not say is the default here too, and it may say any number. */
function outputsOf({ outputs = 1 }: { outputs?: number }): Handle[] {
  return Array.from({ length: Math.min(outputs, MOST_OUTPUTS) }, (_, index) => ({
    name: outputs === 1 ? 'output' : `output${index}`,
  }))
}
