import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { forkEngine } from '../engine-link/fork-engine'
import type { PagePort } from './page-session'
import { Sessions } from './sessions'

const COUNTING = fileURLToPath(new URL('../supervisor/counting-engine.fixture.ts', import.meta.url))
const execArgv = ['--import', import.meta.resolve('tsx')]

const port: PagePort = { send: () => undefined, sendFrame: () => true }
const engines: number[] = []
const sessions = new Sessions({
  startEngine: (documentId, folder) => {
    const transport = forkEngine(COUNTING, documentId, { execArgv, folder })
    engines.push(transport.pid!)
    return transport
  },
  file: null,
  graceMs: 60_000,
  mostEngines: 2,
})
afterEach(() => sessions.endAll())

function page() {
  const session = sessions.enter(null)
  session.attach(port)
  session.open('net')
  return session
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

it('an engine gives way to that of another page when there is no more room and its own page is away', async () => {
  const [away, here, next] = [page(), page(), page()]
  // It has no engine, and so is in nobody's way.
  const idle = page()
  for (const session of [away, here]) session.document('net').wake()
  expect(() => next.document('net').wake()).toThrow('2 engines')
  for (const session of [idle, away]) {
    session.detach(port)
    sessions.leave(session)
  }
  next.document('net').wake()
  expect(engines).toHaveLength(3)
  await expect.poll(() => isRunning(engines[0]!)).toBe(false)
  expect(isRunning(engines[1]!)).toBe(true)
  expect([away, here, idle].map(({ id }) => sessions.get(id) !== undefined)).toEqual([false, true, true])
  // Both others have their pages.
  expect(() => idle.document('net').wake()).toThrow('2 engines')
})
