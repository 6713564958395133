/** Hooks that wait for a gradient where none ever comes. */
import type { GraphEdge, Hook } from '../document/document'
import type { Finding } from '../document/finding'
import { placeOf } from '../document/hook-place'
import type { HookPlace } from '../document/hook-place'
import { hookDefinition } from '../hooks/index'
import type { Inference, ModuleInference, NodeInference } from '../infer/inference'
import { isFrozen } from '../infer/frozen'
import { hookedProblem } from './hooks'
import { hasLoss } from './trainable'
import { tell, told } from '../../words/tell'

/**
 * Findings of every definition: a gradient comes back from losses, or without any from the results, over whatever is made of data or
 * of parameters that learn. What goes into a nested definition and out of it counts as such: its instances may differ.
 */
export function checkNoGradient({ document, modules }: Inference): Finding[] {
  return [...modules].flatMap(([module, inferred]) => {
    const waiting = (inferred.definition.hooks ?? []).filter(({ pass }) => pass === 'backward')
    if (waiting.length === 0) return []
    const ways = new GradientWays(inferred, module === document.main)
    return waiting.flatMap((hook) => {
      const place = placeOf(hook)
      // What changes nothing there is an error already.
      if (place === undefined || hookedProblem(hook, place, inferred) !== undefined) return []
      return ways.comesTo(place, hook) ? [] : [finding(module, inferred, hook, place)]
    })
  })
}

function finding(module: string, { nodes }: ModuleInference, hook: Hook, place: HookPlace): Finding {
  const node = place.kind === 'edge' ? undefined : nodes.get(place.node)?.node
  return {
    severity: 'warning',
    module,
    ...(place.kind === 'edge' ? { edge: place.edge } : {}),
    ...(node === undefined ? {} : { node: node.id, name: node.name }),
    hook: hook.id,
    ...told('hook.no_gradient', "The hook '{{hook}}' ({{type}}) never runs: no gradient comes there.", {
      hook: hook.id,
      type: hook.type,
    }),
    remedy: tell('remedy.gradient_or_no_hook', 'Take the hook out, or wire what it sits on to a loss.'),
  }
}

/** Where gradients come in one definition. */
class GradientWays {
  private readonly edges: readonly GraphEdge[]
  private readonly nodes: ReadonlyMap<string, NodeInference>
  /** Nodes that give values with a history. */
  private readonly made: ReadonlySet<string>
  /** Nodes that give a gradient back to what they take. */
  private readonly wanted: ReadonlySet<string>
  private readonly trains: boolean

  constructor(
    inferred: ModuleInference,
    private readonly main: boolean,
  ) {
    this.nodes = inferred.nodes
    this.edges = inferred.definition.edges
    this.trains = hasLoss(inferred)
    const all = [...this.nodes.values()]
    this.made = this.spread(
      all.filter((node) => this.begins(node)),
      ({ source, target }) => [source, target],
    )
    this.wanted = this.spread(
      all.filter((node) => this.ends(node)),
      ({ source, target }) => [target, source],
    )
  }

  comesTo(place: HookPlace, { type }: Hook): boolean {
    if (place.kind === 'edge') {
      const edge = this.edges.find(({ id }) => id === place.edge)
      return edge === undefined || this.flows(edge)
    }
    const node = this.nodes.get(place.node)
    // What is wrong there has findings of its own.
    if (node === undefined || this.isUnknown(node)) return true
    if (place.kind === 'port') return this.leaves(node, place.handle)
    if (!this.wanted.has(place.node)) return false
    if (place.kind === 'parameter') return true
    // What prints a call sees what comes to it too; the others act on what leaves it for its inputs.
    const looksAtAll = hookDefinition(type)?.pytorch.onModule !== undefined
    const into = this.edges.filter(({ target }) => target === place.node)
    return this.made.has(place.node) && (looksAtAll || into.some((edge) => this.flows(edge)))
  }

  /** Whether a wire brings a gradient back. */
  private flows({ source, sourceHandle, target }: GraphEdge): boolean {
    return this.wanted.has(target) && this.carries(source, sourceHandle)
  }

  /** Whether one comes to an output: over a wire, or because everything begins there. */
  private leaves({ node, definition }: NodeInference, handle: string): boolean {
    if (!this.carries(node.id, handle)) return false
    const own = this.edges.filter(({ source, sourceHandle }) => source === node.id && sourceHandle === handle)
    if (definition?.role === 'loss' || (own.length === 0 && this.sumsUp)) return true
    return own.some((edge) => this.flows(edge))
  }

  /** What nobody takes is a result, where there is neither a loss nor an Output. */
  private get sumsUp(): boolean {
    const outputs = [...this.nodes.values()].some(({ definition }) => definition?.role === 'output')
    return this.main && !this.trains && !outputs
  }

  private carries(source: string, handle: string): boolean {
    const node = this.nodes.get(source)
    const type = node?.outputs[handle]
    return type === undefined || type === null || (type.dtype === 'float32' && this.made.has(source))
  }

  private isUnknown({ outputs }: NodeInference): boolean {
    return Object.values(outputs).includes(null)
  }

  /** Data, parameters that learn, and modules that may have such inside. */
  private begins(inference: NodeInference): boolean {
    const { node, definition, parameters, outputs } = inference
    if (definition?.role === 'input' || definition?.role === 'data') return true
    const owner = this.nodes.get(node.shared_with ?? '') ?? inference
    const learns = (owner.parameters.length > 0 ? owner.parameters : parameters).some(
      ({ name }) => !isFrozen(owner.node, name),
    )
    return learns || Object.values(outputs).includes(null)
  }

  /** Losses, modules with losses, and what counts as a result. */
  private ends({ definition, instance, node }: NodeInference): boolean {
    if (definition?.role === 'loss' || (instance !== undefined && hasLoss(instance))) return true
    if (definition?.role === 'output') return !this.main || !this.trains
    if (!this.sumsUp || definition?.role === 'metric') return false
    return !this.edges.some(({ source }) => source === node.id)
  }

  /** Those nodes and all that wires lead to from them; nothing leads through a metric, or by what has no gradient. */
  private spread(
    begin: readonly NodeInference[],
    ends: (edge: GraphEdge) => readonly [from: string, to: string],
  ): Set<string> {
    const found = new Set(begin.map(({ node }) => node.id))
    const next = [...found]
    for (let id = next.pop(); id !== undefined; id = next.pop())
      for (const edge of this.edges) {
        const [from, to] = ends(edge)
        const type = this.nodes.get(edge.source)?.outputs[edge.sourceHandle]
        if (from !== id || found.has(to) || (type && type.dtype !== 'float32')) continue
        if (this.nodes.get(edge.target)?.definition?.role === 'metric') continue
        found.add(to)
        next.push(to)
      }
    return found
  }
}
