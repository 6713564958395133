/** One way to a host, without the matching of answers to requests. */
import type { FrameListener, HostAnswer, HostEvent, HostRequest } from '../../main/contract'

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
