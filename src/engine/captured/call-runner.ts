/** Calls of a trace, computed one after the other. */
import type { Binding, OutputInfo } from '../backend/binding'
import { isSlot, placeOf } from './trace'
import type { TraceCall } from './trace'

interface Run {
  kept: (place: number) => boolean
  look: (place: number) => void
  /** Nothing takes what they give. */
  skipped?: ReadonlySet<TraceCall>
}

export class CallRunner {
  /** The tensors of values by their places; -1 where there is none (any more). */
  private readonly ids: number[] = []
  /** How many values were computed. */
  private count = 0

  /** @param slotId The tensor of an operand from outside. */
  constructor(
    private readonly native: Binding,
    private readonly slotId: (token: number) => number,
  ) {}

  /** The tensor of a token. */
  id(token: number): number {
    if (token >= 0) return token
    return isSlot(token) ? this.slotId(token) : this.ids[placeOf(token)]!
  }

  run({ name, attributes, inputs, outputs }: TraceCall, count = outputs.length): OutputInfo[] {
    const made = this.native.executeOp(
      name,
      attributes,
      inputs.map((token) => this.id(token)),
      count,
    )
    for (const { id } of made) this.ids[this.count++] = id
    return made
  }

  assign(variable: number, token: number): void {
    this.native.executeOp('AssignVariableOp', this.variableType, [variable, this.id(token)], 0)
  }

  /** Runs a kernel on variables that were assigned; what they hold then is read by {@link hold}. */
  update({ name, attributes, inputs, variables }: TraceCall): void {
    const ids = inputs.map((token, i) => variables[i] ?? this.id(token))
    this.native.executeOp(name, attributes, ids, 0)
    for (const _ of variables) this.ids[this.count++] = -1
  }

  hold(place: number, id: number): void {
    this.ids[place] = id
  }

  /** Hands a value's tensor over. */
  take(place: number): number {
    const id = this.ids[place]!
    this.ids[place] = -1
    return id
  }

  free(place: number): void {
    const id = this.take(place)
    if (id >= 0) this.native.deleteTensor(id)
  }

  freeAll(): void {
    for (const place of this.ids.keys()) this.free(place)
  }

  /** Runs all calls but for `skipped`; `look` is told of each value when it is there, and those that are not `kept` go after their last use. */
  runAll(calls: readonly TraceCall[], { kept, look, skipped }: Run): void {
    const lastUse = new Map<number, number>()
    for (const [i, { inputs }] of calls.entries())
      for (const token of inputs) if (token < 0 && !isSlot(token)) lastUse.set(placeOf(token), i)
    for (const [i, call] of calls.entries()) {
      const first = this.count
      const spent = call.inputs.filter((token) => token < 0 && !isSlot(token)).map(placeOf)
      const dead = [...new Set(spent)].filter((place) => lastUse.get(place) === i && !kept(place))
      if (skipped?.has(call)) this.skip(call)
      else {
        if (call.variables.length > 0) this.runUpdate(call, dead)
        else this.run(call)
        for (let place = first; place < this.count; place++) look(place)
      }
      for (const place of dead) this.free(place)
      for (let place = first; place < this.count; place++)
        if (!lastUse.has(place) && !kept(place)) this.free(place)
    }
  }

  /** The calls that a value needs, in their order. */
  callsFor(token: number, calls: readonly TraceCall[]): TraceCall[] {
    if (isSlot(token)) return []
    const makers = calls.flatMap((call) => call.outputs.map(() => call))
    const needed = new Set<TraceCall>()
    const waiting = [token]
    let next: number | undefined
    while ((next = waiting.pop()) !== undefined) {
      if (next >= 0 || isSlot(next)) continue
      const call = makers[placeOf(next)]!
      if (needed.has(call)) continue
      needed.add(call)
      waiting.push(...call.inputs)
    }
    return calls.filter((call) => needed.has(call))
  }

  /** Computes a value by these calls and reads it; nothing is kept. */
  aside(calls: readonly TraceCall[], token: number): ReturnType<Binding['tensorDataSync']> {
    const made = new Map<number, number>()
    try {
      for (const { name, attributes, inputs, outputs } of calls) {
        const ids = inputs.map((input) => made.get(input) ?? this.id(input))
        const results = this.native.executeOp(name, attributes, ids, outputs.length)
        for (const [i, { id }] of outputs.entries()) made.set(id, results[i]!.id)
      }
      return this.native.tensorDataSync(made.get(token) ?? this.id(token))
    } finally {
      for (const id of made.values()) this.native.deleteTensor(id)
    }
  }

  private skip({ outputs }: TraceCall): void {
    for (const _ of outputs) this.ids[this.count++] = -1
  }

  /** The kernel changes memory in place that nothing else holds. */
  private runUpdate(call: TraceCall, dead: readonly number[]): void {
    const { variables, inputs } = call
    for (const [i, variable] of variables.entries()) {
      this.assign(variable, inputs[i]!)
      const place = isSlot(inputs[i]!) ? null : placeOf(inputs[i]!)
      if (place !== null && dead.includes(place) && inputs.indexOf(inputs[i]!, i + 1) < 0) this.free(place)
    }
    const first = this.count
    this.update(call)
    for (const [i, variable] of variables.entries()) {
      const [output] = this.native.executeOp('ReadVariableOp', this.variableType, [variable], 1)
      this.hold(first + i, output!.id)
    }
  }

  private get variableType(): { name: string; type: number; value: number }[] {
    return [{ name: 'dtype', type: this.native.TF_ATTR_TYPE, value: this.native.TF_FLOAT }]
  }
}
