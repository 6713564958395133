import { z } from 'zod'
import type { GraphDocument } from '../document/document'
import { nearest } from '../document/identifiers'
import { defineNode } from '../registry/definition'
import type { Handle } from '../registry/definition'
import { RuleError } from '../registry/rule-error'
import { tell, told } from '../../words/tell'

/**
 * An instance of another definition, with weights of its own. Its handles are the `Input` and `Output` nodes inside.
 *
 * Errors: the definition does not exist → the nearest name; it contains itself → the chain of names.
 */
export const moduleInstance = defineNode({
  type: 'Module',
  category: 'module',
  label: 'Module',
  doc: 'An instance of another module of this document, with its own weights.',
  stem: 'block',
  calls: ['module'],
  accepts: 'any',
  params: { module: z.string().min(1).meta({ doc: 'Name of the module definition.' }) },
  instanceOf: (params) => params.module,
  inputs: (params, context) => portsOf(params.module, context.modules, 'Input'),
  outputs: (params, context) => portsOf(params.module, context.modules, 'Output'),
  // An instance is inferred by inferring its definition; this runs only where there is none.
  types: ({ params, context }) => {
    const near = nearest(params.module, Object.keys(context.modules))
    throw new RuleError(
      told('rule.module.unknown', "There is no module '{{module}}' in this document.", {
        module: params.module,
      }),
      {
        param: 'module',
        remedy:
          near === undefined
            ? tell('rules.module.choose_one_of_its_modules', 'Choose one of its modules.')
            : tell('remedy.did_you_mean', "Did you mean '{{near}}'?", { near }),
        fixes:
          near === undefined ? [] : [{ kind: 'set', label: `module='${near}'`, params: { module: near } }],
      },
    )
  },
})

function portsOf(name: string, modules: GraphDocument['modules'], type: 'Input' | 'Output'): Handle[] {
  const definition = Object.hasOwn(modules, name) ? modules[name] : undefined
  if (definition === undefined) return []
  return definition.nodes.filter((node) => node.type === type).map((node) => ({ name: node.name }))
}
