import { fileURLToPath } from 'node:url'
import { afterEach, expect, it, vi } from 'vitest'
import { EngineClient } from '../engine-link/engine-client'
import { forkEngine } from '../engine-link/fork-engine'
import { chooseThreads } from '../engine-link/thread-choice'

const COUNTING = fileURLToPath(new URL('counting-engine.fixture.ts', import.meta.url))
const execArgv = ['--import', import.meta.resolve('tsx')]

const started: EngineClient[] = []
afterEach(() => {
  vi.unstubAllEnvs()
  for (const one of started.splice(0)) one.close(true)
})

/** An engine whose steps take so many milliseconds, as it says. */
function engine(step: string, env: Record<string, string> = {}): EngineClient {
  const client = new EngineClient(
    forkEngine(COUNTING, 'net', { execArgv, env: { COUNTING_STEP: step, ...env } }),
  )
  started.push(client)
  return client
}

const ended = (client: EngineClient): Promise<void> =>
  new Promise((resolve) => {
    if (client.exit) resolve()
    else client.onExit(() => resolve())
  })

const chosen = (first: EngineClient, second: () => EngineClient) =>
  chooseThreads(first, {}, () => Promise.resolve(second()))

it('an engine with one thread goes on where it is quicker, and the first one ends', async () => {
  const [first, second] = [engine('4'), engine('3')]
  expect(await chosen(first, () => second)).toEqual({ engine: second, alone: 3, together: 4 })
  await ended(first)
  expect(second.exit).toBeNull()
})

it('the first engine goes on where one thread is no quicker than timings vary', async () => {
  const [first, second] = [engine('4'), engine('3.9')]
  expect(await chosen(first, () => second)).toEqual({ engine: first, alone: 3.9, together: 4 })
  await ended(second)
  expect(first.exit).toBeNull()
})

it('no other engine is started where a run is not worth it, or a person has chosen', async () => {
  const none = (): EngineClient => expect.unreachable('nobody asked for another')
  expect(await chosen(engine('none'), none)).toBeNull()
  vi.stubEnv('TF_NUM_INTRAOP_THREADS', '2')
  expect(await chosen(engine('4'), none)).toBeNull()
})

it('the first engine goes on where the other one cannot', async () => {
  const first = engine('4')
  expect(await chosen(first, () => engine('3', { COUNTING_DIES: 'trial' }))).toBeNull()
  expect(first.exit).toBeNull()
})
