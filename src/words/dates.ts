/** Dates that people read, as the language that is set writes them. */
import { isPseudo, pseudo } from './pseudo'
import { translator } from './translator'

/** `Nov 30, 2026`; with the time of day: `Nov 30, 2026, 2:25 AM`. In milliseconds since 1970, in the time of the place. */
export function dateIn(time: number, withTime = false): string {
  const format = new Intl.DateTimeFormat(translator.language, {
    dateStyle: 'medium',
    ...(withTime && { timeStyle: 'short' }),
  })
  const text = format.format(time)
  return isPseudo() ? pseudo(text) : text
}
