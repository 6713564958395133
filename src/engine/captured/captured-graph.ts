/** A trace as one TensorFlow graph that can be run. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Binding, OutputInfo } from '../backend/binding'
import { KEPT } from '../backend/interposer'
import type { Keeper, NativeHandle } from '../backend/interposer'
import type { OperandBook } from './operand-book'
import { TAG, writeGraph } from './saved-model/graph-writer'
import type { WrittenGraph, WrittenVariable } from './saved-model/graph-writer'
import { slotToken } from './trace'
import type { Change, ScalarSlot, Trace } from './trace'

/** Graphs that stay loaded at once; a net takes two or three. */
const MOST_GRAPHS = 12
/** What is smaller is given to each run and taken from it: that costs less than the sessions that it saves. */
const LEAST_KEPT = 1024

/** Those that are loaded, the one that ran last at the end. */
const loaded = new Set<CapturedGraph>()

/** Values that a graph has in a variable, for a handle that does. */
class Variable implements Keeper {
  holder: NativeHandle | null = null

  constructor(
    readonly written: WrittenVariable,
    private readonly run: (output: string) => number,
    readonly moved: () => void,
  ) {}

  read(): number {
    return this.run(this.written.read)
  }

  letGo(): void {
    if (this.holder) this.holder.keeper = null
    this.holder = null
  }

  /** Hands its values to the handle that has them here, before they go. */
  handBack(): void {
    if (this.holder?.id === KEPT) this.holder.id = this.read()
    this.letGo()
  }

  /** The handle has what the variable holds, and no tensor. */
  hold(handle: NativeHandle): void {
    handle.id = KEPT
    handle.keeper = this
    this.holder = handle
  }
}

export class CapturedGraph {
  /** A run has failed that may have changed what only the graph has. */
  spoiled = false
  /** Runs that have changed its variables since it was loaded. */
  private runs = 0
  private readonly written: WrittenGraph
  private feeds: WrittenGraph['feeds']
  /** What they are called, by how many of them a run is given. */
  private readonly feedNames = new Map<number, string>()
  /** By the place of the value that they hold when a step has ended. */
  private readonly variables = new Map<number, Variable>()
  /** Those whose values another has. */
  private readonly moved = new Set<WrittenVariable>()
  private model: number | null = null
  /** The last values asked for, and how they are called. */
  private asked: { places: readonly number[]; names: string } = { places: [], names: '' }

  /** @param lasting The places of the values that are held when a step ends. */
  constructor(
    private readonly binding: Binding,
    private readonly trace: Trace,
    lasting: readonly number[],
  ) {
    const values = trace.calls.slice(0, trace.own.calls).reduce((sum, { outputs }) => sum + outputs.length, 0)
    // What only a look wants is not waited for.
    const held = lasting.filter((place) => place < values)
    this.written = writeGraph(trace, binding, keptBy(trace), held)
    this.feeds = this.written.feeds
    this.noteVarying()
    for (const written of this.written.variables) {
      const moved = (): void => this.noteMoved(written)
      this.variables.set(written.value, new Variable(written, (output) => this.runFor(output), moved))
    }
  }

  /**
   * Computes the values at these places, and changes the variables. → their tensors
   *
   * @param all Those that are in variables too, which can then be asked for, and the values of before stay with the operands; otherwise both are there alone.
   */
  run(places: readonly number[], operands: OperandBook, { all }: { all: boolean }): Map<number, number> {
    const { model, inputs, names } = this.prepare(operands, { all })
    // Nobody else holds the same values: those of a large net would take memory twice, and be copied by each update.
    if (!all) for (const variable of this.variables.values()) operands.moveTo(variable.written.slot, variable)
    // Those in variables are read apart: what is fetched otherwise would be another graph to TensorFlow, which runs for the first time at length.
    const wanted = places.filter((place) => !this.variables.has(place))
    const outputs = this.runAll(model, { inputs, names }, wanted)
    // The last is the sign that all variables are changed.
    for (const { id } of outputs.slice(wanted.length)) this.binding.deleteTensor(id)
    const made = new Map(wanted.map((place, i) => [place, outputs[i]!.id]))
    if (all) this.readVariables(model, made)
    return made
  }

  /** Computes the values at these places, none of which is there only when variables have changed, and changes none. → their tensors */
  rehearse(places: readonly number[], operands: OperandBook): Map<number, number> {
    const { model, inputs, names } = this.prepare(operands, { all: true })
    const wanted = places.map((place) => this.written.valueName(place)).join()
    const outputs = this.binding.runSavedModel(model, inputs, names, wanted)
    return new Map(places.map((place, i) => [place, outputs[i]!.id]))
  }

  /** What its variables hold, by the places of the values. */
  readAll(): Map<number, number> {
    const made = new Map<number, number>()
    this.readVariables(this.load(), made)
    return made
  }

  /** Loads it, and gives their values to variables that do not have them. → its operands */
  private prepare(
    operands: OperandBook,
    { all }: { all: boolean },
  ): { model: number; inputs: number[]; names: string } {
    const stale = [...this.variables.values()].filter(
      (variable) => operands.keeperOf(variable.written.slot) !== variable,
    )
    const given = stale.map(({ written }) => operands.realId(slotToken(written.slot)))
    // The calls that it is held against begin with what there was before.
    if (all) for (const { slot } of this.written.variables) operands.realId(slotToken(slot))
    // Those of a look come last, where there is one.
    const feeds = this.feeds.filter(({ slot }) => slot < operands.count)
    const inputs = feeds.map(({ slot }) => operands.realId(slotToken(slot)))
    // Not before all operands are there: another graph that has some may have to go.
    const model = this.load()
    if (stale.length > 0) this.writeVariables(model, stale, given)
    let names = this.feedNames.get(feeds.length)
    if (names === undefined) this.feedNames.set(feeds.length, (names = namesOf(feeds)))
    return { model, inputs, names }
  }

  /** Adds what its variables hold, by the places of the values. */
  private readVariables(model: number, made: Map<number, number>): void {
    const variables = [...this.variables]
    if (variables.length === 0) return
    const names = variables.map(([, { written }]) => written.read).join()
    const read = this.binding.runSavedModel(model, [], '', names)
    for (const [i, [place]] of variables.entries()) made.set(place, read[i]!.id)
  }

  private runAll(
    model: number,
    { inputs, names }: { inputs: readonly number[]; names: string },
    wanted: readonly number[],
  ): OutputInfo[] {
    try {
      const made = this.binding.runSavedModel(model, inputs, names, this.namesOf(wanted))
      this.runs++
      return made
    } catch (error) {
      this.spoiled = this.beginnings() !== this.runs
      throw error
    }
  }

  /** How often its variables have begun to change; null: it does not say. */
  private beginnings(): number | null {
    const { begun } = this.written
    if (!begun) return this.runs
    try {
      const id = this.runFor(begun.read)
      const count = this.binding.tensorDataSync(id)[0]!
      this.binding.deleteTensor(id)
      return count
    } catch {
      return null
    }
  }

  /** From now on the numbers that differ from step to step are given to each. */
  noteVarying(): void {
    const varying = this.written.numbers.filter(({ slot }) => (this.trace.slots[slot] as ScalarSlot).varies)
    this.feeds = [...this.written.feeds, ...varying]
    this.feedNames.clear()
  }

  /** What it keeps in variables. */
  get changes(): readonly Change[] {
    return this.written.variables
  }

  /** The variable that holds a value when a step has ended; null: none does. */
  keeperOf(place: number): Variable | null {
    return this.variables.get(place) ?? null
  }

  free(): void {
    for (const variable of this.variables.values()) variable.handBack()
    if (this.model !== null) this.binding.deleteSavedModel(this.model)
    this.model = null
    loaded.delete(this)
  }

  /** Gives their values to variables that do not have them from the last step. */
  private writeVariables(model: number, variables: readonly Variable[], values: readonly number[]): void {
    for (const variable of variables) {
      variable.handBack()
      this.moved.delete(variable.written)
    }
    const names = (which: 'given' | 'written'): string =>
      variables.map(({ written }) => written[which]).join()
    const made = this.binding.runSavedModel(model, values, names('given'), names('written'))
    for (const { id } of made) this.binding.deleteTensor(id)
  }

  /** When others have all that it had, it lets go of the memory. */
  private noteMoved(written: WrittenVariable): void {
    this.moved.add(written)
    if (this.moved.size < this.variables.size || this.model === null || !this.written.dropped) return
    this.moved.clear()
    this.binding.deleteTensor(this.runFor(this.written.dropped))
  }

  private runFor(output: string): number {
    return this.binding.runSavedModel(this.load(), [], '', output)[0]!.id
  }

  private namesOf(places: readonly number[]): string {
    const { asked } = this
    if (places.length === asked.places.length && places.every((place, i) => place === asked.places[i]))
      return asked.names
    const names = places.map((place) => this.written.valueName(place))
    if (this.written.changed) names.push(this.written.changed)
    this.asked = { places, names: names.join() }
    return this.asked.names
  }

  private load(): number {
    loaded.delete(this)
    loaded.add(this)
    if (this.model !== null) return this.model
    this.model = loadModel(this.binding, this.written.bytes)
    this.runs = 0
    this.moved.clear()
    if (this.written.begun) this.binding.deleteTensor(this.runFor(this.written.begun.reset))
    for (const graph of loaded) if (loaded.size > MOST_GRAPHS) graph.free()
    return this.model
  }
}

function namesOf(feeds: WrittenGraph['feeds']): string {
  return feeds.map(({ name }) => name).join()
}

/** What a step changes that is large. */
function keptBy({ slots, changes }: Trace): Change[] {
  return changes.filter(({ slot }) => {
    const { shape } = slots[slot] as { shape: readonly number[] }
    return shape.reduce((a, b) => a * b, 1) >= LEAST_KEPT
  })
}

/** TensorFlow reads a graph from a folder alone; the folder goes as soon as it has. */
function loadModel(binding: Binding, bytes: Uint8Array): number {
  const folder = mkdtempSync(join(tmpdir(), 'gradwire-graph-'))
  try {
    writeFileSync(join(folder, 'saved_model.pb'), bytes)
    return binding.loadSavedModel(folder, TAG)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
