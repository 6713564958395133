/** The running of one document: its run, what flows on its wires, and its engine. */
import type { EditingSession } from '../editing/editing-session'
import type { DocumentHost } from '../host/document-host'
import { FlowStore } from '../probes/flow-store'
import { FollowedParameters } from './followed-parameters'
import { HandChanges } from './hand-changes'
import { LiveEngine } from './live-engine'
import { ParameterWatch } from './parameter-watch'
import { Resets } from './resets'
import { createRunStore } from './run-store'
import type { RunStore } from './run-store'

export interface RunSession extends EditingSession {
  readonly host: DocumentHost
  readonly run: RunStore
  readonly flow: FlowStore
  readonly engine: LiveEngine
  readonly changes: HandChanges
  readonly resets: Resets
  readonly parameters: ParameterWatch
  readonly followed: FollowedParameters
}

/** The document that is edited there, with a run. */
export function createRunSession(editing: EditingSession, host: DocumentHost): RunSession {
  const run = createRunStore()
  const flow = new FlowStore()
  const engine = new LiveEngine({ host, editor: editing.editor, run, flow })
  const changes = new HandChanges({ host, editor: editing.editor, run })
  const resets = new Resets({ host, editor: editing.editor, run, engine })
  const parameters = new ParameterWatch(engine, run)
  const followed = new FollowedParameters(parameters)
  return { ...editing, host, run, flow, engine, changes, resets, parameters, followed }
}
