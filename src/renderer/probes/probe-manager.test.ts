import { beforeEach, describe, expect, it } from 'vitest'
import { encodeFrame, HISTOGRAM_BINS } from '../../graph/frames/frame'
import type { EngineCommand } from '../../engine/protocol'
import { flowKey, FlowStore } from './flow-store'
import { ProbeManager, type ProbeRequest } from './probe-manager'

const target = { kind: 'edge', path: ['n9'], edge: 'e1' } as const
const wire: ProbeRequest = {
  target: { ...target, path: [...target.path] },
  direction: 'forward',
  purpose: 'wire',
  view: { kind: 'numbers' },
}

function frameOf(probe: number): Uint8Array {
  return encodeFrame({
    probe,
    step: 3,
    direction: 'forward',
    shape: [2],
    statistics: { min: 0, max: 1, mean: 0.5, std: 0.5, norm: 1, zeros: 0.5, nan: 0, inf: 0 },
    histogram: { low: 0, high: 1, counts: new Uint32Array(HISTOGRAM_BINS) },
    picture: null,
  })
}

describe('ProbeManager', () => {
  let sent: EngineCommand[]
  let store: FlowStore
  let manager: ProbeManager
  let afterQuiet: () => void
  let afterDraw: () => void

  beforeEach(() => {
    sent = []
    store = new FlowStore()
    manager = new ProbeManager({
      store,
      send: (command) => Promise.resolve(sent.push(command)),
      afterDraw: (run) => (afterDraw = run),
      delay: (run) => {
        afterQuiet = run
        return () => (afterQuiet = () => undefined)
      },
    })
  })

  function probes() {
    return sent.flatMap((command) => (command.kind === 'probes' ? [command.probes] : []))
  }

  it('asks once for many changes', () => {
    manager.want('overlay', [wire])
    manager.want('overlay', [wire, { ...wire, direction: 'backward' }])
    afterQuiet()
    expect(probes()).toHaveLength(1)
    expect(probes()[0]).toMatchObject([{ direction: 'forward' }, { direction: 'backward' }])
  })

  it('takes nothing from a network of another document', () => {
    manager.want('overlay', [wire])
    afterQuiet()
    const [old] = probes()[0]!
    manager.receive(frameOf(old!.id))
    expect(store.size).toBe(1)
    manager.rest()
    expect(store.size).toBe(0)
    manager.receive(frameOf(old!.id))
    manager.want('overlay', [wire, { ...wire, direction: 'backward' }])
    afterQuiet()
    expect(store.size).toBe(0)
    expect(probes().at(-1)).toEqual([])
    manager.wake()
    const [anew] = probes().at(-1)!
    manager.receive(frameOf(anew!.id))
    expect(store.size).toBe(1)
  })

  it('sends nothing when what is wanted has not changed', () => {
    manager.want('overlay', [wire])
    afterQuiet()
    manager.want('overlay', [{ ...wire }])
    afterQuiet()
    expect(probes()).toHaveLength(1)
  })

  it('keeps a frame under its lane and gives the credit back after drawing', () => {
    manager.want('overlay', [wire])
    afterQuiet()
    const id = probes()[0]![0]!.id
    manager.receive(frameOf(id))
    manager.receive(frameOf(id))
    expect(store.get(flowKey(wire.target, 'forward', 'wire'))?.frame.step).toBe(3)
    expect(sent.filter(({ kind }) => kind === 'ack')).toEqual([])
    afterDraw()
    expect(sent.filter(({ kind }) => kind === 'ack')).toEqual([{ kind: 'ack', probes: [id] }])
  })

  it('acknowledges all that one picture drew in one message, but for probes that were given up', () => {
    const lanes = Array.from({ length: 60 }, (_, i) => ({
      ...wire,
      target: { kind: 'edge' as const, path: [], edge: `e${i}` },
    }))
    manager.want('overlay', lanes)
    afterQuiet()
    const ids = probes()[0]!.map(({ id }) => id)
    for (const id of ids) manager.receive(frameOf(id))
    manager.want('overlay', lanes.slice(0, 50))
    afterQuiet()
    afterDraw()
    expect(sent.filter(({ kind }) => kind === 'ack')).toEqual([{ kind: 'ack', probes: ids.slice(0, 50) }])
  })

  it('tells the engine that pictures on wires are thumbnails', () => {
    manager.want('overlay', [wire])
    manager.want('inspector', [{ ...wire, purpose: 'inspector' }])
    afterQuiet()
    expect(probes()[0]!.map(({ thumbnail }) => thumbnail)).toEqual([true, false])
  })

  it('gives another view another number, and drops late frames of the old one', () => {
    manager.want('inspector', [wire])
    afterQuiet()
    const old = probes()[0]![0]!.id
    manager.want('inspector', [{ ...wire, view: { kind: 'heat', sample: null, size: 32 } }])
    afterQuiet()
    expect(probes()[1]![0]!.id).not.toBe(old)
    manager.receive(frameOf(old))
    expect(store.size).toBe(0)
  })

  it('forgets what is no longer looked at', () => {
    manager.want('overlay', [wire])
    manager.want('inspector', [{ ...wire, purpose: 'inspector' }])
    afterQuiet()
    manager.receive(frameOf(probes()[0]![0]!.id))
    manager.want('overlay', [])
    afterQuiet()
    expect(probes()[1]).toHaveLength(1)
    expect(store.size).toBe(0)
  })

  it('asks for everything under new numbers, and takes frames under those only', () => {
    manager.want('overlay', [wire])
    afterQuiet()
    const [before] = probes()[0]!
    manager.renew()
    const [after] = probes()[1]!
    expect(after).toEqual({ ...before!, id: after!.id })
    expect(after!.id).not.toBe(before!.id)
    manager.receive(frameOf(before!.id))
    expect(store.size).toBe(0)
    manager.receive(frameOf(after!.id))
    expect(store.size).toBe(1)
  })
})
