/** What a schema found wrong with a command, in words for a person. */
import type { z } from 'zod'
import type { EngineProblem } from '../protocol'
import { tell } from '../../words/tell'

/** The first thing a schema found wrong with a command. */
export function commandProblem(error: z.ZodError): EngineProblem {
  const issue = error.issues[0]
  const place = issue?.path.map(String).join('.')
  const reason = issue?.message ?? 'invalid'
  return {
    message: place
      ? tell('engine.command_at', 'The engine does not understand this command (at {{place}}): {{reason}}.', {
          place,
          reason,
        })
      : tell('engine.command', 'The engine does not understand this command: {{reason}}.', { reason }),
  }
}
