/** Draws a picture or a text of a graph on a thread of its own, so that nothing else waits for it. */
import { itemsIn } from '../../graph/file/item-limit'
import type { DrawnTargetName } from '../../graph/export/targets'
import type { GivenUp } from '../../graph/basics/given-up'
import type { Finding } from '../../graph/document/finding'
import { currentLanguage } from '../../words/language'
import { tell, told } from '../../words/tell'
import { askThread } from '../engine-link/ask-thread'
import type { ProgramEntry } from '../engine-link/engine-entry'
import type { DrawnLook } from './draw-file'
import type { ExportedFile } from './exported-file'

/** What a drawing may have beside its pixels: a graph as large as can be opened takes half. */
const MEMORY_MEBIBYTES = 2048

/** What is sent to the thread. */
export interface DrawMessage {
  kind: 'draw'
  target: DrawnTargetName
  /** JSON. */
  document: string
  look: DrawnLook
  /** The tag of the language that it is to tell in. */
  language: string
}

export interface DrawingLimits {
  /** In milliseconds. */
  limit?: number
  mebibytes?: number
  /** Gives it up. */
  signal?: AbortSignal
}

/** Never rejects: what cannot be drawn, or not within `limit` milliseconds, comes back as findings; null: it was stopped. */
export async function drawInThread(
  target: DrawnTargetName,
  document: unknown,
  { theme, scale, values, flows }: DrawnLook,
  drawer: ProgramEntry,
  { limit = timeFor(document), mebibytes = MEMORY_MEBIBYTES, signal }: DrawingLimits = {},
): Promise<ExportedFile | null> {
  const message: DrawMessage = {
    kind: 'draw',
    target,
    document: JSON.stringify(document) ?? '',
    look: { theme, scale, values, flows },
    language: currentLanguage(),
  }
  const done = await askThread(drawer, { message, limit, mebibytes, signal })
  if ('answer' in done) return done.answer as ExportedFile
  return done.givenUp === 'stopped' ? null : { kind: 'refused', findings: [refusal(done.givenUp, limit)] }
}

/** In milliseconds: half a minute, and ten for each node and wire. */
export function timeFor(document: unknown): number {
  const isObject = typeof document === 'object' && document !== null
  return 30_000 + 10 * itemsIn(isObject ? (document as Record<string, unknown>)['modules'] : undefined)
}

function refusal(why: Exclude<GivenUp, 'stopped'>, limit: number): Finding {
  const said = {
    slow: told('export.too_slow', 'It was not drawn within {{seconds}} seconds.', { seconds: limit / 1000 }),
    memory: told('export.too_much_memory', 'Drawing it takes more memory than a picture may take.'),
    ended: told('export.drawer_ended', 'What was to draw it has ended before it was done.'),
  }[why]
  const remedy = tell('remedy.draw_less', 'Draw a part of it: copy some of its nodes into a new graph.')
  return { severity: 'error', ...said, remedy }
}

/** Pixels of a PNG for each of the canvas, where nobody asks for another number. */
export const USUAL_SCALE = 2
