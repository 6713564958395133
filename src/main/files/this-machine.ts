/** A name of this machine for what several of them may write into one folder. */
import { createHash } from 'node:crypto'
import { hostname } from 'node:os'

export function thisMachine(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 12)
}
