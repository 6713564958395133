/** The text of `print(net)` with the nodes that its lines are about. */
import type { Inference } from '../infer/inference'
import type { CodeLine } from './code-line'
import { PlaceFinder } from './place-finder'

const CHILD = /^( *)\(([\w.-]+)\): /
const END = /^( *)\)$/

/** @param text What `print(net)` writes for the net of this inference. */
export function printLines(text: string, inference: Inference): CodeLine[] {
  const finder = new PlaceFinder(inference)
  const names: string[] = []
  return text.split('\n').map((line) => {
    const [, margin, name] = CHILD.exec(line) ?? []
    if (margin !== undefined && name !== undefined) names.splice(margin.length / 2 - 1, names.length, name)
    const end = END.exec(line)?.[1]
    if (end !== undefined) names.length = Math.min(names.length, end.length / 2)
    return { text: line, places: [finder.at(names)] }
  })
}
