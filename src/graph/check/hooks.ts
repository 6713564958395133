/** What is wrong with the hooks of a definition: where they sit, what they are, and what passes there. */
import type { GraphDocument, GraphNode, Hook, ModuleDefinition } from '../document/document'
import type { Finding, Fix } from '../document/finding'
import { PLACE_KINDS, placeOf, placeText } from '../document/hook-place'
import type { HookPlace } from '../document/hook-place'
import { nearest } from '../document/identifiers'
import { passesOf } from '../hooks/definition'
import type { HookDefinition } from '../hooks/definition'
import { hookDefinition, hookDefinitions } from '../hooks/index'
import type { Inference, ModuleInference } from '../infer/inference'
import { outputHandles } from '../nodes/handles'
import { nodeDefinition } from '../nodes/index'
import { parseParams } from '../params/param-findings'
import { tell, told } from '../../words/tell'
import type { Told } from '../../words/tell'

/** One hook with what it sits in. */
interface Scene {
  document: GraphDocument
  module: string
  definition: ModuleDefinition
  hook: Hook
}

type Problem = Told & Pick<Finding, 'remedy' | 'param' | 'column' | 'handle' | 'severity'>

/** What is wrong with one hook of a definition, as far as the document alone says it. */
export function hookProblem(
  document: GraphDocument,
  module: string,
  definition: ModuleDefinition,
  hook: Hook,
): Finding | undefined {
  const scene = { document, module, definition, hook }
  const [problem] = [...placeProblems(scene), ...typeProblems(hook)]
  return problem && finding(scene, problem)
}

/** What the document alone says: places that do not exist, types that are not known, params that they do not take. */
export function checkHooks(document: GraphDocument, module: string, definition: ModuleDefinition): Finding[] {
  const ids = new Set<string>()
  return (definition.hooks ?? []).flatMap((hook) => {
    const scene = { document, module, definition, hook }
    const problems = [
      ...(ids.has(hook.id) ? [idTwice(hook)] : []),
      ...placeProblems(scene),
      ...typeProblems(hook),
    ]
    ids.add(hook.id)
    return problems.map((problem) => finding(scene, problem))
  })
}

/** What inference knows: values without gradients, and parameters that a node does not have. */
export function checkHooked(inference: Inference): Finding[] {
  const { document } = inference
  return Object.entries(document.modules).flatMap(([module, definition]) => {
    const inferred = inference.modules.get(module)
    if (inferred === undefined) return []
    return (definition.hooks ?? []).flatMap((hook) => {
      const place = placeOf(hook)
      const problem = place && hookedProblem(hook, place, inferred)
      return problem === undefined ? [] : [finding({ document, module, definition, hook }, problem)]
    })
  })
}

/** What inference says against a hook at a place. */
export function hookedProblem(hook: Hook, place: HookPlace, inferred: ModuleInference): Problem | undefined {
  return valueProblem(hook, place, inferred) ?? parameterProblem(hook, place, inferred)
}

function finding({ module, definition, hook }: Scene, problem: Problem): Finding {
  const place = placeOf(hook)
  const node =
    place === undefined || place.kind === 'edge'
      ? undefined
      : definition.nodes.find(({ id }) => id === place.node)
  return {
    module,
    ...(node === undefined ? {} : { node: node.id, name: node.name }),
    ...(hook.edge === undefined ? {} : { edge: hook.edge }),
    hook: hook.id,
    ...problem,
    severity: problem.severity ?? 'error',
    ...fixesOf(module, definition, hook),
  }
}

/** Without the hook. */
function fixesOf(module: string, definition: ModuleDefinition, hook: Hook): { fixes?: Fix[] } {
  const place = placeOf(hook)
  if (place === undefined) return {}
  const there = placeText(place)
  const hooks = (definition.hooks ?? []).filter((other) => {
    const at = placeOf(other)
    return other !== hook && at !== undefined && placeText(at) === there
  })
  const command = { kind: 'set-hooks', module, place, hooks } as const
  return { fixes: [{ label: tell('fix.without_hook', 'Take the hook out'), command }] }
}

function idTwice({ id }: Hook): Problem {
  return {
    ...told('hook.id_twice', "Two hooks have the id '{{id}}'.", { id }),
    remedy: tell('remedy.other_id', 'Give one of them another id.'),
    severity: 'error',
  }
}

function placeProblems({ document, definition, hook }: Scene): Problem[] {
  const place = placeOf(hook)
  if (place === undefined) return [noPlace(hook)]
  if (place.kind === 'edge') {
    if (definition.edges.some(({ id }) => id === place.edge)) return []
    return [
      {
        ...told('hook.unknown_edge', "A hook sits on a wire '{{edge}}' that does not exist.", {
          edge: place.edge,
        }),
        ...meant(place.edge, definition.edges.map(({ id }) => id)),
      },
    ] // prettier-ignore
  }
  const node = definition.nodes.find(({ id }) => id === place.node)
  if (node === undefined)
    return [
      {
        ...told('hook.unknown_node', "A hook sits on a node '{{node}}' that does not exist.", {
          node: place.node,
        }),
        ...meant(place.node, definition.nodes.map(({ id }) => id)),
      },
    ] // prettier-ignore
  if (place.kind === 'port') return handleProblem(document, definition, node, place.handle)
  return place.kind === 'node' && !hasModule(node) ? [noModule(node)] : []
}

function noPlace(hook: Hook): Problem {
  const kinds = PLACE_KINDS.join(tell('expectation.or', ' or '))
  const given = PLACE_KINDS.filter((kind) => hook[kind] !== undefined)
  const remedy = tell('remedy.hook_place', 'Give one of {{kinds}}.', { kinds })
  if (given.length === 0)
    return { ...told('hook.no_place', 'The hook does not say where it sits.'), remedy, severity: 'error' }
  return {
    ...told('hook.several_places', 'The hook sits in several places: {{kinds}}.', {
      kinds: given.join(', '),
    }),
    remedy,
    severity: 'error',
  }
}

function meant(word: string, known: readonly string[]): Pick<Problem, 'remedy' | 'severity'> {
  const near = nearest(word, known)
  const remedy =
    near === undefined
      ? tell('remedy.take_hook_out', 'Take the hook out.')
      : tell('remedy.did_you_mean_or_hook_out', "Did you mean '{{near}}'? Else take the hook out.", { near })
  return { remedy, severity: 'error' }
}

function handleProblem(
  document: GraphDocument,
  definition: ModuleDefinition,
  node: GraphNode,
  handle: string,
): Problem[] {
  const wired = definition.edges.flatMap((edge) => (edge.source === node.id ? [edge.sourceHandle] : []))
  const handles = outputHandles(node, { modules: document.modules }, wired).map(({ name }) => name)
  if (handles.includes(handle)) return []
  const { name } = node
  return [
    {
      ...told('hook.unknown_handle', "A hook sits on '{{handle}}', which is no output of {{name}}.", { handle, name }),
      ...meant(handle, handles),
      handle,
    },
  ] // prettier-ignore
}

/** Whether PyTorch has a module there, which hooks can be registered on. Losses are modules however they are called. */
export function hasModule({ type, call }: GraphNode): boolean {
  const definition = nodeDefinition(type)
  if (definition === undefined || definition.role === 'loss') return true
  if (definition.role !== undefined || definition.pytorch.tensor !== undefined) return false
  return (call ?? definition.calls[0]) === 'module'
}

function noModule({ type, name }: GraphNode): Problem {
  const callable = nodeDefinition(type)?.calls.includes('module') === true
  return {
    ...told('hook.no_module', '{{name}} ({{type}}) is no module here, so it has no call to hook.', { name, type }),
    remedy: callable
      ? tell('remedy.call_module_or_port', "Set call to 'module', or put the hook on the port.")
      : tell('remedy.hook_on_port', 'Put the hook on the port.'),
    severity: 'error',
  } // prettier-ignore
}

function typeProblems(hook: Hook): Problem[] {
  const definition = hookDefinition(hook.type)
  if (definition === undefined) return [unknownType(hook.type)]
  const place = placeOf(hook)
  const known = place === undefined || passesOf(definition, place.kind).includes(hook.pass)
  const { params, problems = [] } = parseParams(hook.type, definition.params, hook.params)
  const wrong = params && definition.problem(params)
  return [
    ...(known ? [] : [wrongPlace(definition, place, hook)]),
    ...[...problems, ...(wrong ? [wrong] : [])].map((problem) => ({
      ...problem,
      severity: 'error' as const,
    })),
  ]
}

function unknownType(type: string): Problem {
  const types = hookDefinitions.map((definition) => definition.type)
  const near = nearest(type, types)
  return {
    ...told('hook.unknown_type', "There is no hook '{{type}}'.", { type: type.slice(0, 60) }),
    remedy:
      near === undefined
        ? tell('remedy.use_one_of', 'Use {{types}}.', { types: types.join(tell('expectation.or', ' or ')) })
        : tell('remedy.did_you_mean', "Did you mean '{{near}}'?", { near }),
    param: 'type',
    severity: 'error',
  }
}

function wrongPlace(definition: HookDefinition, place: HookPlace, { pass, type }: Hook): Problem {
  const places = PLACE_KINDS.flatMap((kind) => {
    const passes = passesOf(definition, kind)
    return passes.length === 0 ? [] : [`${kind} (${passes.join(', ')})`]
  })
  return {
    ...told('hook.wrong_place', "A hook '{{type}}' does not work on {{kind}} in the pass {{pass}}.", {
      type,
      kind: place.kind,
      pass,
    }),
    remedy: tell('remedy.hook_places', 'It works on {{places}}.', { places: places.join(', ') }),
    param: 'pass',
    severity: 'error',
  }
}

/** Whole numbers and truths have no gradient, and nothing but a look changes them. */
function valueProblem(hook: Hook, place: HookPlace, inferred: ModuleInference): Problem | undefined {
  if (hookDefinition(hook.type)?.looks !== false) return undefined
  const type =
    place.kind === 'edge'
      ? inferred.edges.get(place.edge)
      : place.kind === 'port'
        ? inferred.nodes.get(place.node)?.outputs[place.handle]
        : undefined
  if (!type || type.dtype === 'float32') return undefined
  const values = { type: hook.type }
  return {
    ...(type.dtype === 'bool'
      ? told('hook.truths', "A hook '{{type}}' sits where true and false (bool) pass.", values)
      : told('hook.whole_numbers', "A hook '{{type}}' sits where whole numbers (int64) pass.", values)),
    remedy: tell('remedy.hook_on_floats', 'Put it where float32 passes.'),
    severity: 'error',
  }
}

function parameterProblem(_: Hook, place: HookPlace, inferred: ModuleInference): Problem | undefined {
  if (place.kind !== 'parameter') return undefined
  const node = inferred.nodes.get(place.node)
  // What is not known yet has findings of its own.
  if (node === undefined || Object.values(node.outputs).includes(null)) return undefined
  const names = node.parameters.map(({ name }) => name)
  if (names.includes(place.name)) return undefined
  const { name } = node.node
  const message = told('hook.unknown_parameter', "A hook sits on '{{parameter}}', which is no parameter of {{name}}.", { parameter: place.name, name }) // prettier-ignore
  return { ...message, ...meant(place.name, names) }
}
