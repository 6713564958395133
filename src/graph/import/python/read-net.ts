/** A module that was made from a text, as a document: follows its `forward` and says what could not be read. */
import { dequal } from 'dequal'
import { documentSchema, emptyDocument } from '../../document/document'
import type { GraphDocument, GraphNode, ModuleDefinition } from '../../document/document'
import type { TensorType } from '../../types/dims'
import { inferDocument } from '../../infer/infer'
import type { Inference } from '../../infer/inference'
import type { Imported, ImportNote, Project } from '../result/imported'
import { isInferred } from './definition-builder'
import type { DefinitionBuilder } from './definition-builder'
import { guessInputs } from './guess-inputs'
import { Interpreter } from './interpreter'
import { dropReturnedLosses } from './returned-losses'
import { refusals } from './refusals'
import type { Finding } from '../../document/finding'
import { TorchLibrary } from './torch-library'
import { Tracer } from './tracer'
import { forwardParameters } from './tracing'
import { allModules, settleOwners } from './containers'
import { unusedWeights } from './unused-weights'
import { isKind } from './values'
import type { ModuleValue } from './values'

export interface NetToRead {
  title: string
  /** Names that definitions of other modules may not take. */
  classes: readonly string[]
  /** What was wrong with the text itself. */
  broken: readonly ImportNote[]
  /** The files that the source may import. */
  project?: Project
  /** Makes the module. Errors: Unreadable. */
  make: (interpreter: Interpreter) => { name: string; module: ModuleValue }
}

/** Errors: Unreadable and NoNet, where there is no net or too much of it. */
export function readNet({ title, classes, broken, project, make }: NetToRead): Imported {
  let tracer: Tracer | undefined
  const interpreter = new Interpreter(
    (running) => new TorchLibrary(running, () => (tracer ??= new Tracer(running, classes))),
    project,
  )
  const { names } = interpreter.globals
  names.set('torch', { kind: 'global', path: 'torch' })
  names.set('nn', { kind: 'global', path: 'torch.nn' })
  names.set('F', { kind: 'global', path: 'torch.nn.functional' })
  names.set('OrderedDict', { kind: 'global', path: 'collections.OrderedDict' })
  names.set('__name__', '__main__')
  const { name, module } = make(interpreter)
  settleOwners(module)
  for (const note of isKind(module, 'instance') ? (module.notes ?? []) : []) interpreter.tellOf(note)
  for (const [, each] of allModules(module))
    if (each.kind === 'layer') for (const note of each.notes ?? []) interpreter.tellOf(note)
  const before = interpreter.notes.length
  const trace = (types: readonly (TensorType | null)[]) => {
    interpreter.notes.splice(before)
    tracer = new Tracer(interpreter, classes)
    const { builder } = tracer.traceMain(module, name, types)
    const { definitions, used } = tracer
    return { builder, definitions, used, notes: interpreter.notes.length }
  }
  const examples = forwardParameters(module).map((each) => module.examples?.get(each))
  const given = guessInputs(examples, trace)
  const { builder, definitions, used } = trace(given.types)
  const inputs = builder.nodes.filter(({ type }) => type === 'Input')
  inputs.forEach((node, index) => {
    const type = given.types[index]
    if (type)
      node.params = { shape: type.shape.slice(1), ...(type.dtype === 'float32' ? {} : { dtype: type.dtype }) }
  })
  const notes = [...broken, ...interpreter.notes, ...given.notes]
  // An empty `forward` is read whole: it gives an empty net.
  if (isEmpty(builder) && notes.some(({ severity }) => severity === 'warning')) return nothingRead(notes)
  dropReturnedLosses(builder, definitions)
  const unused = unusedWeights(module, used)
  const document = {
    ...assemble(name, builder, definitions, title),
    ...(Object.keys(unused).length === 0 ? {} : { unused_weights: unused }),
  }
  return {
    kind: 'imported',
    document,
    weights: new Map(),
    notes,
  }
}

/** Whether nothing comes out of the net, or nothing is in it. */
function isEmpty(builder: DefinitionBuilder): boolean {
  const types = builder.nodes.map(({ type }) => type)
  return !types.includes('Output') || types.every((type) => type === 'Input' || type === 'Output')
}

/** Refused, with what could not be read as the reasons. */
function nothingRead(notes: readonly ImportNote[]): Imported {
  const reasons = notes.filter(({ severity }) => severity === 'warning')
  return {
    kind: 'refused',
    findings: [
      { severity: 'error', ...refusals.nothingRead(), fatal: true },
      ...reasons.map((note): Finding => ({ ...note, severity: 'error', fatal: true })),
    ],
  }
}

function assemble(
  name: string,
  builder: DefinitionBuilder,
  definitions: ReadonlyMap<string, DefinitionBuilder>,
  title: string,
): GraphDocument {
  const modules: Record<string, ModuleDefinition> = { [name]: builder.finish() }
  for (const [inner, definition] of definitions) modules[inner] = definition.finish()
  const document = documentSchema.parse({
    ...emptyDocument(),
    ...(title === '' ? {} : { meta: { title } }),
    main: name,
    modules,
  })
  return withoutInferred(document)
}

/** Leaves out the sizes that follow from the inputs anyway, wherever every use of a definition agrees, and what is said of parameters that there are none of. */
function withoutInferred(document: GraphDocument): GraphDocument {
  const bare = mapNodes(document, (_, node) => ({
    ...node,
    params: withoutKeys(node.params, inferredKeys(node)),
  }))
  const inference = inferDocument(bare)
  const written = inferDocument(document)
  return mapNodes(document, (module, given) => {
    const node = withParameters(written, module, given)
    const keys = inferredKeys(node).filter((key) => follows(inference, module, node, key))
    return keys.length === 0 ? node : { ...node, params: withoutKeys(node.params, keys) }
  })
}

/** A script may freeze whatever it holds, a ReLU too. */
function withParameters(inference: Inference, module: string, node: GraphNode): GraphNode {
  const found = inference.modules.get(module)?.nodes.get(node.id)
  if (node.requires_grad === undefined || found === undefined || found.parameters.length > 0) return node
  const { requires_grad: _, ...rest } = node
  return rest
}

function follows(inference: Inference, module: string, node: GraphNode, key: string): boolean {
  const found = inference.modules.get(module)?.nodes.get(node.id)?.inferred[key]
  return dequal([found].flat(), [node.params[key]].flat())
}

function inferredKeys({ type, params }: GraphNode): string[] {
  return Object.keys(params).filter((key) => isInferred(type, key))
}

function withoutKeys(params: GraphNode['params'], keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !keys.includes(name)))
}

function mapNodes(
  document: GraphDocument,
  change: (module: string, node: GraphNode) => GraphNode,
): GraphDocument {
  const modules = Object.entries(document.modules).map(([name, definition]): [string, ModuleDefinition] => [
    name,
    { ...definition, nodes: definition.nodes.map((node) => change(name, node)) },
  ])
  return { ...document, modules: Object.fromEntries(modules) }
}
