import type { ModulePlan } from '../../plan/plan'
import type { CodeLine } from '../code-line'

/** Which nodes the lines of the script are about, by what the lines say, wherever they come to stand. */
export class LineNodes {
  private readonly nodes = new Map<string, readonly string[]>()

  /** Notes lines and gives them back. */
  note(nodes: readonly string[], lines: readonly string[]): string[] {
    for (const line of lines) this.nodes.set(line.trim(), nodes)
    return [...lines]
  }

  /** The lines of the script with what they are about. */
  lines(texts: readonly string[], { module }: ModulePlan): CodeLine[] {
    return texts.map((text) => ({
      text,
      places: (this.nodes.get(text.trim()) ?? []).map((node) => ({ module, node })),
    }))
  }
}
