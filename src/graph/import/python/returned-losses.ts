/** Losses that `forward` returns: in a graph a loss node that nobody reads counts by itself, and needs no output. */
import { isLossType } from './definition-draft'
import type { DefinitionDraft } from './definition-draft'

/** Takes out outputs that only hand a loss to the caller, and that no caller computes with. */
export function dropReturnedLosses(
  main: DefinitionDraft,
  definitions: ReadonlyMap<string, DefinitionDraft>,
): void {
  const all = [...definitions.values(), main]
  for (const [name, definition] of definitions)
    for (const output of definition
      .outputs()
      .filter(({ source }) => isLossType(definition.nodeAt(source)?.type))) {
      if (definition.usersOf(output.source).length > 1) continue
      const uses = all.flatMap((caller) =>
        caller.readersOf(name, output.name).map((node) => ({ caller, node })),
      )
      if (!uses.every(({ caller, node }) => caller.nodeAt(node)?.type === 'Output')) continue
      for (const { caller, node } of uses) caller.remove(node)
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
