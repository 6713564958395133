import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import type { EngineEvent, ProbeSubscription } from '../../engine/protocol'
import { EngineClient, EngineCommandError } from './engine-client'
import { forkEngine } from './fork-engine'

const source = fileURLToPath(new URL('../../engine/host.ts', import.meta.url))
const regression: unknown = JSON.parse(
  readFileSync(new URL('../../../resources/samples/linear-regression.json', import.meta.url), 'utf8'),
)
const clients: EngineClient[] = []

function start(path = source): EngineClient {
  const client = new EngineClient(forkEngine(path, 'net', { execArgv: ['--import', 'tsx'] }))
  clients.push(client)
  return client
}

afterEach(() => clients.splice(0).forEach((client) => client.close(true)))

describe('an engine process and its client', () => {
  it('says that it is ready, answers each command, and sends events and frames', async () => {
    const engine = start()
    const info = await engine.ready
    expect(info.pid).toBe(engine.pid)
    expect(info.backend).toMatch(/^(tensorflow|wasm)$/)
    const events: EngineEvent[] = []
    const frames: Uint8Array[] = []
    engine.onEvent((event) => events.push(event))
    engine.onFrame((bytes) => frames.push(bytes))
    const [opened, snapshot] = await Promise.all([
      engine.request({ kind: 'open', document: regression }),
      engine.request({ kind: 'snapshot' }),
    ])
    expect(opened.parameters.map(({ key }) => key)).toEqual(['linear.weight', 'linear.bias'])
    expect(snapshot.opened).toEqual(opened)
    const probe: ProbeSubscription = {
      id: 1,
      target: { kind: 'edge', path: [], edge: 'e0' },
      direction: 'forward',
      view: { kind: 'numbers' },
    }
    await engine.request({ kind: 'probes', probes: [probe] })
    await engine.request({ kind: 'step', count: 3 })
    expect(events.filter((event) => event.kind === 'progress').at(-1)).toMatchObject({
      state: 'paused',
      step: 3,
    })
    expect(frames.length).toBeGreaterThan(0)
  })

  it('refuses a bad command and goes on', async () => {
    const engine = start()
    const bad = engine.request({ kind: 'step', count: -1 })
    await expect(bad).rejects.toBeInstanceOf(EngineCommandError)
    await expect(engine.request({ kind: 'weights' })).rejects.toThrow('No graph is open')
    await expect(engine.request({ kind: 'snapshot' })).resolves.toMatchObject({ progress: { state: 'idle' } })
  })

  it('rejects what was not answered when the process is killed, and everything after', async () => {
    const engine = start()
    await engine.request({ kind: 'open', document: regression })
    const pending = engine.request({ kind: 'step', count: 1_000_000 })
    process.kill(engine.pid!, 'SIGKILL')
    await expect(pending).rejects.toMatchObject({
      engineEnded: true,
      message: expect.stringContaining('SIGKILL') as string,
    })
    await expect(engine.request({ kind: 'snapshot' })).rejects.toMatchObject({ engineEnded: true })
    expect(engine.exit?.signal).toBe('SIGKILL')
  })

  it('says why a process did not start', async () => {
    const engine = start(fileURLToPath(new URL('no-such-engine.ts', import.meta.url)))
    await expect(engine.ready).rejects.toThrow('no-such-engine')
  })

  it('ends when its parent lets it go', async () => {
    const engine = start()
    await engine.ready
    const ended = new Promise((resolve) => engine.onExit(resolve))
    engine.close()
    await expect(ended).resolves.toMatchObject({ code: 0, signal: null })
  })
})
