/** Sessions on the net of `deepDocument`, for tests of where a step stands still. */
import type { StopInfo } from '../protocol'
import { newSession } from './session-harness'
import type { Session } from './session'
import { deepDocument } from './stops.fixture'

export async function opened(training: object = {}) {
  const made = newSession()
  await made.session.handle({ kind: 'open', document: deepDocument(training) })
  return made
}

/** The loss of every step and the weights at the end, of a run that was never stopped. */
export async function undisturbed(): Promise<Uint8Array> {
  const { session, until } = await opened()
  await session.handle({ kind: 'train' })
  await until('done')
  return session.handle({ kind: 'result' })
}

export const stopOf = async (session: Session): Promise<StopInfo | null> =>
  (await session.handle({ kind: 'snapshot' })).stop
export const stepInto = (session: Session) => session.handle({ kind: 'advance', unit: 'node', how: 'into' })

/** Where a session stands, in a few words. */
export function textOf({ phase, at }: StopInfo): string {
  if (at.kind === 'phase') return phase
  if (at.kind === 'call') return `${at.pass} ${[...at.path, at.node].join('/')}`
  const { place } = at
  const end = place.kind === 'edge' ? place.edge : place.node
  return `${at.pass} ${place.kind} ${[...place.path, end].join('/')}`
}
