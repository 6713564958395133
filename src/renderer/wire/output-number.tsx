/** The one number that an output without dimensions gives, such as a loss: as soon as it exists, and no longer than it holds. */
import { useCallback, useSyncExternalStore } from 'react'
import { useSession } from '../session/session-provider'
import { valueText } from '../texts/number-text'
import { useProbe } from './lane'

interface OutputNumberProps {
  node: string
  handle: string
  /** The part of the page that shows it, told apart from others. */
  owner: string
  /** What is shown while there is no number. */
  none: string
}

export function OutputNumber({ node, handle, owner, none }: OutputNumberProps) {
  const { flow, engine } = useSession()
  const key = useProbe(`${owner} ${node} ${handle}`, {
    target: { kind: 'port', path: engine.path(), node, handle },
    direction: 'forward',
    purpose: 'wire',
    view: { kind: 'table', index: [], row: 0, column: 0, rows: 1, columns: 1 },
  })
  const subscribe = useCallback((listener: () => void) => flow.subscribe(listener), [flow])
  const text = useSyncExternalStore(subscribe, () => {
    const value = flow.get(key)?.frame.picture?.values[0]
    return value === undefined ? null : valueText(value)
  })
  return text === null ? none : <span data-output-number={handle}>{text}</span>
}
