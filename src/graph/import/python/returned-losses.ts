/** Losses that `forward` returns: in a graph a loss node counts by itself, and needs no output for that. */
import { nodeDefinition } from '../../nodes/index'
import { parseParams } from '../../params/param-findings'
import { isLossType } from './definition-builder'
import type { DefinitionBuilder, BuiltOutput } from './definition-builder'

/** All definitions with their names, inner ones first; the net itself comes last, and nobody calls it. */
type Definitions = readonly (readonly [name: string | null, builder: DefinitionBuilder])[]

/** Takes out outputs that only hand a loss to the caller, through any number of levels, and that no caller computes with. */
export function dropReturnedLosses(
  main: DefinitionBuilder,
  definitions: ReadonlyMap<string, DefinitionBuilder>,
): void {
  const all: Definitions = [...definitions, [null, main]]
  const tails = lossTails(all)
  for (const [name, builder] of all) if (!tails.has(name)) dropScattered(all, name, builder)
  for (const [name, builder] of all) for (const { id } of tails.get(name) ?? []) builder.remove(id)
}

/**
 * What a `forward` returns behind everything else, where that is all its losses in their order, each once, those of the
 * modules it calls among them: so the PyTorch export writes it, also where a loss is a result besides.
 */
function lossTails(all: Definitions): ReadonlyMap<string | null, readonly BuiltOutput[]> {
  // Where a caller computes with a loss, or returns it elsewhere, it is a result of the module like any other.
  const results = new Set<string>()
  for (;;) {
    const tails = new Map<string | null, readonly BuiltOutput[]>()
    for (const [name, builder] of all) {
      if (name === null ? givesOneLoss(builder) : results.has(name)) continue
      const tail = lossTail(builder, tails)
      if (tail !== undefined) tails.set(name, tail)
    }
    const taken = [...tails.keys()].filter((name) => name !== null && isTaken(all, tails, name))
    if (taken.length === 0) return tails
    for (const name of taken) results.add(name ?? '')
  }
}

/** A net that gives nothing but a loss of its own gives that; one that learns is computed by the net without an output, too. */
function givesOneLoss(main: DefinitionBuilder): boolean {
  const [only, another] = main.outputs()
  const node = only && main.nodeAt(only.source)
  const definition = node && nodeDefinition(node.type)
  if (definition?.role !== 'loss' || another !== undefined) return false
  const { params } = parseParams(definition.type, definition.params, { ...node?.params, ...node?.written })
  return params === undefined || definition.parameters(params).length === 0
}

function lossTail(
  builder: DefinitionBuilder,
  tails: ReadonlyMap<string | null, readonly BuiltOutput[]>,
): readonly BuiltOutput[] | undefined {
  const losses = builder.nodes.flatMap(({ id, type, params }) => {
    if (isLossType(type)) return [{ source: id, handle: 'output' }]
    const inner = type === 'Module' ? tails.get(String(params['module'])) : undefined
    return (inner ?? []).map(({ name }) => ({ source: id, handle: name }))
  })
  const outputs = builder.outputs()
  const tail = outputs.slice(outputs.length - losses.length)
  const fits = losses.every(
    ({ source, handle }, index) =>
      tail[index]?.source === source && tail[index].handle === handle && !tail[index].hooked,
  )
  return losses.length > 0 && fits ? tail : undefined
}

/** Whether someone reads a loss that this module hands up, and does not only hand it up too. */
function isTaken(
  all: Definitions,
  tails: ReadonlyMap<string | null, readonly BuiltOutput[]>,
  name: string | null,
): boolean {
  return (tails.get(name) ?? []).some((output) =>
    all.some(([caller, builder]) => {
      const handed = new Set((tails.get(caller) ?? []).map(({ id }) => id))
      return builder.readersOf(name ?? '', output.name).some((reader) => !handed.has(reader))
    }),
  )
}

/** A loss that is returned somewhere among the results, and used for nothing else. */
function dropScattered(all: Definitions, name: string | null, builder: DefinitionBuilder): void {
  for (const output of builder.outputs()) {
    if (!isLossType(builder.nodeAt(output.source)?.type) || builder.usersOf(output.source).length > 1)
      continue
    const handed = name === null ? [] : handedUp(all, name, output.name)
    if (handed === null || (name === null && givesOneLoss(builder))) continue
    for (const { caller, node } of handed) caller.remove(node)
    builder.remove(output.id)
  }
}

/** The Output nodes above that hand this output on; null where somebody computes with it. */
function handedUp(
  all: Definitions,
  module: string,
  handle: string,
): { caller: DefinitionBuilder; node: string }[] | null {
  const handed: { caller: DefinitionBuilder; node: string }[] = []
  for (const [name, caller] of all) {
    for (const node of caller.readersOf(module, handle)) {
      if (caller.nodeAt(node)?.type !== 'Output') return null
      const above = name === null ? [] : handedUp(all, name, caller.nameOfNode(node))
      if (above === null) return null
      handed.push({ caller, node }, ...above)
    }
  }
  return handed
}
