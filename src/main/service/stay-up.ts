/** Keeps a host up: an error that nobody caught ends no window and no run; it is logged, and told to the pages. */
import type { EngineProblem } from '../../engine/protocol'
import { tell } from '../../words/tell'

/** An error that comes again and again is not told more often than this, in milliseconds. */
const TOLD_EVERY_MS = 1000

/** Begins to catch what nobody else does. → the way to stop it */
export function stayUp(told: (problem: EngineProblem) => void): () => void {
  let last = -Infinity
  const caught = (error: unknown): void => {
    const now = performance.now()
    if (now - last < TOLD_EVERY_MS) return
    last = now
    console.error(error)
    told({
      message: tell('host.failed', 'Gradwire failed at this: {{reason}}', {
        reason: error instanceof Error ? error.message : String(error),
      }),
      remedy: tell('host.save_to_be_safe', 'What is open goes on. Save the graph, to be safe.'),
    })
  }
  const ignore = (): void => undefined
  process.on('uncaughtException', caught)
  process.on('unhandledRejection', caught)
  // Where nobody reads any more what is printed, printing that would be the next error.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignore)
  return () => {
    process.off('uncaughtException', caught)
    process.off('unhandledRejection', caught)
    for (const stream of [process.stdout, process.stderr]) stream.off('error', ignore)
  }
}
