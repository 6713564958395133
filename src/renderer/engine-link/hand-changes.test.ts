import { beforeEach, describe, expect, it } from 'vitest'
import type { EngineCommand, TensorChange, TensorTarget } from '../../engine/protocol'
import { createEditingSession } from '../editing/editing-session'
import { documentHost } from '../host/document-host'
import { READY, RecordingHost } from './recording-host.fixture'
import { createRunSession } from './run-session'
import type { RunSession } from './run-session'
import { takeEngineEvent, takeEngineStatus } from './run-store'

const target: TensorTarget = { kind: 'parameter', path: [], node: 'n1', name: 'weight' }

/** Keeps a list of what was changed, as the engine does until a step has run. */
class ChangedHost extends RecordingHost {
  told: (changes: TensorChange[]) => void = () => undefined
  private changes: TensorChange[] = []

  override answer(command: EngineCommand): Promise<unknown> {
    if (command.kind === 'putBack' || command.kind === 'reset') this.told((this.changes = []))
    if (command.kind !== 'changeTensor') return super.answer(command)
    this.commands.push(command)
    const id = this.commands.length
    const change: TensorChange = {
      id,
      target,
      direction: 'forward',
      edit: { kind: 'fill', amount: 2 },
      step: 0,
    }
    this.told((this.changes = [...this.changes, change]))
    return Promise.resolve({ change })
  }
}

describe('a change by hand that was put back', () => {
  let host: ChangedHost
  let session: RunSession

  beforeEach(async () => {
    host = new ChangedHost()
    session = createRunSession(createEditingSession(), documentHost(host.page.connection, host.documentId))
    host.told = (changes) => takeEngineEvent(session.run, { kind: 'changes', changes })
    await session.changes.change({ target, direction: 'forward' }, { kind: 'fill', value: 2 })
    await session.changes.putBack()
  })

  /** → how often Undo has told the engine to change a tensor, and what it has passed over */
  function undone(): [changed: number, passedOver: number] {
    const before = host.of('changeTensor').length
    const dropped = session.editor.getState().undo()
    return [host.of('changeTensor').length - before, dropped.length]
  }

  it('comes again by Undo', () => {
    expect(undone()).toEqual([1, 0])
  })

  it('is past when the weights were made anew, though no step has run', async () => {
    await session.engine.reset()
    expect(undone()).toEqual([0, 1])
  })

  it('is past when the step that stood still was given up', () => {
    const rest = { step: 0, steps: 9, epoch: 1, epochs: 1, stepsPerEpoch: 9 }
    for (const state of ['stopped', 'paused'] as const)
      takeEngineEvent(session.run, { kind: 'progress', state, ...rest })
    expect(undone()).toEqual([0, 1])
  })

  it('is past when the engine was started anew', () => {
    takeEngineStatus(session.run, { state: 'restarting', message: '' })
    takeEngineStatus(session.run, READY)
    expect(undone()).toEqual([0, 1])
  })
})
