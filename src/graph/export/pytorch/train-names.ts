/** What the tensors of `train.py` are called. */
import type { ModulePlan, PlanOperation } from '../../plan/plan'
import { portKey } from '../../plan/questions'
import { criterionName } from './criteria'
import { outerMetrics } from './loss-terms'
import { namedSlots } from './model'
import type { ModelText } from './model'

/** What `compute` uses itself. */
const TAKEN = [
  'model', 'batch', 'loss', 'accuracy', 'metrics', 'INSIDE', 'SEEN', 'name', 'seen', 'zip', 'torch', 'nn', 'F',
] // prettier-ignore

export class TrainNames {
  /** The tensors of a batch, in order, as the file calls them. */
  readonly inputs: string[]
  /** The same as variables. */
  readonly unpacked: string[]
  /** What the model takes, in order. */
  readonly given: string[]
  /** What the model returns, in order; the inner losses last. */
  readonly results: string[]
  private readonly bySlot: Map<string, string>
  private readonly byResult = new Map<string, string>()

  constructor(plan: ModulePlan, model: ModelText, outer: readonly PlanOperation[]) {
    const watching = [...outer, ...outerMetrics(plan)]
    const looked = new Set(watching.flatMap((call) => Object.values(call.inputs).map(portKey)))
    const given = new Set(model.arguments.map(portKey))
    const slots = namedSlots(plan).filter((slot) => looked.has(portKey(slot)) || given.has(portKey(slot)))
    const taken = new Set([...TAKEN, ...outer.map((call) => criterionName(call, outer))])
    const free = (wanted: string, then = `${wanted}_output`): string => {
      let name = taken.has(wanted) ? then : wanted
      for (let number = 2; taken.has(name); number++) name = `${then}_${number}`
      taken.add(name)
      return name
    }
    this.inputs = slots.map(({ name }) => name)
    this.unpacked = this.inputs.map((name) => free(name, `${name}_`))
    this.bySlot = new Map(slots.map((slot, index) => [portKey(slot), this.unpacked[index] ?? slot.name]))
    this.given = model.arguments.map((slot) => this.bySlot.get(portKey(slot)) ?? slot.name)
    const alone = model.returned.length + model.innerLosses.length === 1
    const results = model.returned.map(({ source, key }) => {
      const node = plan.calls.find((call) => call.node === source.node)?.name ?? 'output'
      const name = free(alone ? 'output' : node)
      this.byResult.set(key, name)
      return name
    })
    const losses = model.innerLosses.map(({ path }) => free(path.join('_')))
    this.results = [...results, ...losses]
  }

  /** The tensor that comes over a wire into a loss. */
  source(source: { node: string; handle: string; edge: string }): string {
    const key = portKey(source)
    return (
      this.byResult.get(`${key}\n${source.edge}`) ?? this.byResult.get(key) ?? this.bySlot.get(key) ?? 'None'
    )
  }
}
