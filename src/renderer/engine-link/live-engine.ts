/** The running side's commands: everything the page tells the engine goes through here. */
import type { EngineCommand, ProbeTarget, TrainingOptions } from '../../engine/protocol'
import type { FlowDirection } from '../../graph/frames/frame'
import type { HostConnection } from '../../main/contract'
import { problemOf } from '../host/host-call-error'
import { useEditorStore } from '../editing/editor-store'
import { documentMeaning } from './document-meaning'
import { flowStore } from '../probes/flow-store'
import { ProbeManager } from '../probes/probe-manager'
import { addLog, clearCurves, useRunStore } from './run-store'

/** The part of an instance's path that no instance has: nothing flows in a definition that is used nowhere. */
const NOWHERE = ['']

let connection: HostConnection | null = null
/** Ends when the engine has the document as it is on the canvas. */
let settle: () => Promise<void> = () => Promise.resolve()

/** The host that everything goes to. Errors: {@link connect} was not called yet. */
function standing(): HostConnection {
  if (!connection) throw new Error('The running side has no host yet.')
  return connection
}

function send(command: Extract<EngineCommand, { kind: 'probes' | 'ack' }>): Promise<unknown> {
  // Before the host stands, and while it is away, there is nobody to tell; the list is sent again afterwards.
  const { engine, connected } = useRunStore.getState()
  return connection && connected && engine.state === 'ready' ? connection.engine(command) : Promise.resolve()
}

const probes = new ProbeManager({
  store: flowStore,
  send,
  afterDraw: (then) => requestAnimationFrame(() => setTimeout(then)),
  delay: (then, milliseconds) => {
    const timer = setTimeout(then, milliseconds)
    return () => clearTimeout(timer)
  },
})

let pathFor: { trail: unknown; path: string[] } | null = null

/** Ids of the instances around the definition on the canvas. */
function path(): string[] {
  const { trail } = useEditorStore.getState()
  if (pathFor?.trail !== trail) pathFor = { trail, path: trail?.map(({ node }) => node) ?? NOWHERE }
  return pathFor.path
}

type RunCommand = Extract<
  EngineCommand,
  { kind: 'train' | 'pause' | 'step' | 'stop' | 'reset' | 'configure' }
>

/** Sends one command of the run bar; a refusal is shown there and in the console. → whether it was done */
async function run(command: RunCommand): Promise<boolean> {
  try {
    if (command.kind !== 'configure') useRunStore.setState({ problem: null })
    if (command.kind === 'train' || command.kind === 'step' || command.kind === 'reset') await settle()
    await sendAny(standing(), command)
    return true
  } catch (error) {
    const problem = problemOf(error)
    addLog('error', problem.message, { problem })
    useRunStore.setState({ problem })
    return false
  }
}

/** New weights: what flowed and what was measured before means nothing any more. */
async function reset(): Promise<void> {
  if (!(await run({ kind: 'reset' }))) return
  flowStore.clear()
  clearCurves()
  // The engine goes back to the settings that came with the network; the document may have newer ones.
  await run({ kind: 'configure', options: documentMeaning(useEditorStore.getState().document).settings })
}

async function sendAny(to: HostConnection, command: RunCommand): Promise<void> {
  await to.engine<RunCommand['kind']>(command)
}

export const liveEngine = {
  probes,
  path,
  train: (options?: TrainingOptions) => run({ kind: 'train', options }),
  pause: () => run({ kind: 'pause' }),
  step: () => run({ kind: 'step' }),
  stop: () => run({ kind: 'stop' }),
  reset,
  configure: (options: TrainingOptions) => run({ kind: 'configure', options }),
  restart: () => standing().call('restartEngine', {}),
  /** Ends when the engine has the document as it is on the canvas. */
  settled: () => settle(),
  /** One whole tensor as it last flowed. */
  tensor: (target: ProbeTarget, direction: FlowDirection) =>
    standing().engine({ kind: 'tensor', target, direction }),
  connect: (to: HostConnection, settled: () => Promise<void>) => {
    connection = to
    settle = settled
  },
}
