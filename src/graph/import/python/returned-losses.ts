/** Losses that `forward` returns: in a graph a loss node that nobody reads counts by itself, and needs no output. */
import { isLossType } from './definition-draft'
import type { DefinitionDraft } from './definition-draft'

/** Takes out outputs that only hand a loss to the caller, through any number of levels, and that no caller computes with. */
export function dropReturnedLosses(
  main: DefinitionDraft,
  definitions: ReadonlyMap<string, DefinitionDraft>,
): void {
  const callers: Callers = [[null, main], ...definitions]
  for (const [name, definition] of definitions)
    for (const output of definition
      .outputs()
      .filter(({ source }) => isLossType(definition.nodeAt(source)?.type))) {
      if (definition.usersOf(output.source).length > 1) continue
      const handed = handedUp(callers, name, output.name)
      if (handed === null) continue
      for (const { caller, node } of handed) caller.remove(node)
      definition.remove(output.id)
    }
  for (const output of main.outputs())
    if (
      isLossType(main.nodeAt(output.source)?.type) &&
      main.outputs().length > 1 &&
      main.usersOf(output.source).length === 1
    )
      main.remove(output.id)
}

/** All definitions with their names; the net itself, which nobody calls, has none. */
type Callers = readonly (readonly [name: string | null, draft: DefinitionDraft])[]

/** The Output nodes above that hand this output on; null where somebody computes with it. */
function handedUp(
  callers: Callers,
  module: string,
  handle: string,
): { caller: DefinitionDraft; node: string }[] | null {
  const handed: { caller: DefinitionDraft; node: string }[] = []
  for (const [name, caller] of callers) {
    for (const node of caller.readersOf(module, handle)) {
      if (caller.nodeAt(node)?.type !== 'Output') return null
      const above = name === null ? [] : handedUp(callers, name, caller.nameOfNode(node))
      if (above === null) return null
      handed.push({ caller, node }, ...above)
    }
  }
  return handed
}
