import { expect, it, vi } from 'vitest'
import { MOST_MESSAGE_BYTES } from '../../graph/frames/message-codec'
import { socketLink } from './socket-link'

it('refuses a request that is larger than any message, with a remedy, and sends nothing of it', () => {
  const answer = vi.fn()
  const place = {
    origin: 'ws://127.0.0.1:1',
    secret: { find: () => Promise.resolve(null), check: () => Promise.resolve() },
    storage: { getItem: () => null, setItem: () => undefined },
  }
  const nothing = (): void => undefined
  const listeners = { answer, event: nothing, frame: nothing, connection: nothing, locked: nothing }
  const link = socketLink(place)(listeners)
  const weights = new Uint8Array(MOST_MESSAGE_BYTES)
  link.send({
    id: 7,
    method: 'engine',
    params: { documentId: 'net', command: { kind: 'loadWeights', weights } },
  })
  expect(answer).toHaveBeenCalledExactlyOnceWith({
    kind: 'answer',
    id: 7,
    ok: false,
    problem: {
      code: 'large',
      message: expect.any(String) as string,
      remedy: expect.stringContaining('command line') as string,
    },
  })
})
