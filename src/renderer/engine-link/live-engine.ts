/** The running side's commands of one document: everything that its page tells its engine goes through here. */
import type {
  EngineCommand,
  ParameterTarget,
  ParametersResult,
  TensorResult,
  TensorTarget,
  TrainingOptions,
} from '../../engine/protocol'
import type { FlowDirection } from '../../graph/frames/frame'
import type { DocumentHost } from '../host/document-host'
import { problemOf } from '../host/host-call-error'
import type { EditorStore } from '../editing/editor-store'
import { documentMeaning } from './document-meaning'
import type { FlowStore } from '../probes/flow-store'
import { ProbeManager } from '../probes/probe-manager'
import { addLog, beginAnew, clearCurves, takeSnapshot } from './run-store'
import type { RunStore } from './run-store'

/** The part of an instance's path that no instance has: nothing flows in a definition that is used nowhere. */
const NOWHERE = ['']

type RunCommand = Extract<
  EngineCommand,
  { kind: 'train' | 'pause' | 'step' | 'stop' | 'reset' | 'configure' | 'advance' | 'runTo' }
>
export type Advance = Omit<Extract<EngineCommand, { kind: 'advance' }>, 'kind'>
export type RunTo = Omit<Extract<EngineCommand, { kind: 'runTo' }>, 'kind'>

/** They act on the net as it is on the canvas. */
const MOVES: ReadonlySet<RunCommand['kind']> = new Set(['train', 'step', 'reset', 'advance', 'runTo'])

export interface LiveEngineOptions {
  host: DocumentHost
  editor: EditorStore
  run: RunStore
  flow: FlowStore
}

export class LiveEngine {
  readonly probes: ProbeManager
  private readonly options: LiveEngineOptions
  private settle: () => Promise<void> = () => Promise.resolve()
  private pathFor: { trail: unknown; path: string[] } | null = null

  constructor(options: LiveEngineOptions) {
    this.options = options
    this.probes = new ProbeManager({
      store: options.flow,
      send: (command) => this.sendProbes(command),
      afterDraw: (then) => requestAnimationFrame(() => setTimeout(then)),
      delay: (then, milliseconds) => {
        const timer = setTimeout(then, milliseconds)
        return () => clearTimeout(timer)
      },
    })
  }

  /** - `settle`: ends when the engine has the document as it is on the canvas. */
  follow(settle: () => Promise<void>): void {
    this.settle = settle
  }

  /** Ids of the instances around the definition on the canvas. */
  path(): string[] {
    const { trail } = this.options.editor.getState()
    if (this.pathFor?.trail !== trail)
      this.pathFor = { trail, path: trail?.map(({ node }) => node) ?? NOWHERE }
    return this.pathFor.path
  }

  /** Ends when the engine has the document as it is on the canvas. */
  settled(): Promise<void> {
    return this.settle()
  }

  train(options?: TrainingOptions): Promise<boolean> {
    return this.command({ kind: 'train', options })
  }

  pause(): Promise<boolean> {
    return this.command({ kind: 'pause' })
  }

  step(): Promise<boolean> {
    return this.command({ kind: 'step' })
  }

  /** Goes on inside a step to where the next phase, pass or node begins. */
  advance(how: Advance): Promise<boolean> {
    return this.command({ kind: 'advance', ...how })
  }

  /** Trains until a pass comes to a place. */
  runTo(place: RunTo): Promise<boolean> {
    return this.command({ kind: 'runTo', ...place })
  }

  stop(): Promise<boolean> {
    return this.command({ kind: 'stop' })
  }

  configure(options: TrainingOptions): Promise<boolean> {
    return this.command({ kind: 'configure', options })
  }

  /**
   * New weights: what flowed and what was measured before means nothing any more. - `before`: asks for something just before. → whether it
   * was done
   */
  async reset(before?: () => void): Promise<boolean> {
    const { run, flow } = this.options
    if (!(await this.command({ kind: 'reset' }, before))) return false
    flow.clear()
    clearCurves(run)
    beginAnew(run)
    await this.giveSettings()
    return true
  }

  /** Weights, curves and place of a checkpoint. - `before`: asks for something just before. Errors: the engine's. */
  async restore(file: string, before: () => void): Promise<void> {
    const { host, run, flow } = this.options
    await this.settle()
    before()
    await host.engine({ kind: 'restore', file })
    flow.clear()
    takeSnapshot(run, await host.engine({ kind: 'snapshot' }))
    beginAnew(run)
    await this.giveSettings()
  }

  /** The engine goes back to the settings that came with the network; the document may have newer ones. */
  private async giveSettings(): Promise<void> {
    await this.configure(documentMeaning(this.options.editor.getState().document).settings)
  }

  async restart(): Promise<void> {
    await this.options.host.call('restartEngine', {})
  }

  /** What the engine knows of the net's tensors; `keys`: those that are measured, all where left out. */
  parameters(keys: string[] | undefined, updates: boolean): Promise<ParametersResult> {
    return this.options.host.engine({ kind: 'parameters', keys, updates })
  }

  /** One whole tensor as it last flowed. */
  tensor(target: TensorTarget, direction: FlowDirection): Promise<TensorResult> {
    return this.options.host.engine({ kind: 'tensor', target, direction })
  }

  /** A parameter as the step computed with it that is looked at; its `step` is another where that is not known any more. */
  usedParameter(target: ParameterTarget): Promise<TensorResult> {
    return this.options.host.engine({ kind: 'usedParameter', target })
  }

  /** Sends one command of the run bar; a refusal is shown there and in the console. → whether it was done */
  private async command(command: RunCommand, before?: () => void): Promise<boolean> {
    const { host, run } = this.options
    try {
      if (command.kind !== 'configure') run.setState({ problem: null })
      if (MOVES.has(command.kind)) {
        await this.settle()
        // There is no net to do it with: why not is told where it was to be built.
        if (run.getState().openProblem !== null) return false
      }
      before?.()
      await host.engine<RunCommand['kind']>(command)
      return true
    } catch (error) {
      const problem = problemOf(error)
      addLog(run, 'error', problem.message, { problem })
      run.setState({ problem })
      return false
    }
  }

  private sendProbes(command: Extract<EngineCommand, { kind: 'probes' | 'ack' }>): Promise<unknown> {
    // While the host or the engine is away there is nobody to tell; the list is sent again afterwards.
    const { engine, connected } = this.options.run.getState()
    return connected && engine.state === 'ready' ? this.options.host.engine(command) : Promise.resolve()
  }
}
