/** Finds nodes by the dotted paths of names that `print(net)`, `state_dict` and ONNX write. */
import type { Inference, ModuleInference, NodeInference } from '../infer/inference'
import type { CodePlace } from './code-line'

export class PlaceFinder {
  private readonly main: ModuleInference
  private readonly named = new Map<ModuleInference, ReadonlyMap<string, NodeInference>>()

  constructor({ main }: Inference) {
    this.main = main
  }

  /** The node that the names lead to, or the last one on the way that there is; no names: the net. */
  at(names: readonly string[]): CodePlace {
    let module = this.main
    let place: CodePlace = { module: module.module, path: [] }
    const path: string[] = []
    for (const name of names) {
      const found = this.namesOf(module).get(name)
      if (found === undefined) break
      place = { module: module.module, node: found.node.id, path: [...path] }
      if (found.instance === undefined) break
      path.push(found.node.id)
      module = found.instance
    }
    return place
  }

  private namesOf(module: ModuleInference): ReadonlyMap<string, NodeInference> {
    const known = this.named.get(module)
    if (known !== undefined) return known
    const names = new Map([...module.nodes.values()].map((inference) => [inference.node.name, inference]))
    this.named.set(module, names)
    return names
  }
}
