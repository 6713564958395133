import type { DocumentSession } from '../session/document-session'

/** For a drawing: calls the listener whenever there is another fit. */
export function onFit({ run }: DocumentSession): (listener: () => void) => () => void {
  return (listener) =>
    run.subscribe((now, before) => {
      if (now.fit !== before.fit) listener()
    })
}
