/** One way to a host, without the matching of answers to requests. */
import type { FrameListener, HostAnswer, HostEvent, HostMessage, HostRequest } from '../../main/contract'

export interface LinkListeners {
  answer: (answer: HostAnswer) => void
  event: (event: HostEvent) => void
  frame: FrameListener
  /** Whether the host can be reached; a lost link answers nothing that was asked before. */
  connection: (connected: boolean) => void
  /** Whether the host lets this page in; told before each try to reach it. */
  locked: (locked: boolean) => void
}

export interface Link {
  /** Only while connected. */
  send(request: HostRequest): void
}

export type OpenLink = (listeners: LinkListeners) => Link

export function deliver(message: HostMessage, listeners: LinkListeners): void {
  if (message.kind === 'event') listeners.event(message.event)
  else listeners.answer(message)
}
