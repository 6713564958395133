/** Names of page sessions: unguessable, and safe as a file's name. */
import { randomBytes } from 'node:crypto'

const SESSION_ID = /^[A-Za-z0-9_-]{8,100}$/

export function newSessionId(): string {
  return randomBytes(16).toString('base64url')
}

/** Whether `id` may name a session, and so a draft's file. */
export function isSessionId(id: string): boolean {
  return SESSION_ID.test(id)
}
