import { FollowNumbers } from './follow-numbers'
import { t as textOf } from '../texts/index'
import { useTranslation } from '../texts/use-translation'
import { Switch } from '../ui/switch'
import { useSession } from '../session/session-provider'
import { useRun } from '../session/use-stores'
import { samePlace } from '../wire/tensor-editing'
import { KeyText } from './key-text'
import { setLearning } from './learning'
import { cellOf, COLUMNS, gridTemplate, inRem, ROW_HEIGHT } from './parameter-columns'
import type { Column, ListedParameter } from './parameter-columns'
import { showParameter } from './show-parameter'

interface GridRowProps {
  listed: ListedParameter
  /** Those that have room. */
  columns: readonly Column[]
  index: number
  active: boolean
  onActive: (index: number) => void
}

/** One tensor of the net; a click shows its node. */
export function GridRow({ listed, columns, index, active, onActive }: GridRowProps) {
  const { t } = useTranslation()
  const session = useSession()
  const { row } = listed
  const { key, kind, requiresGrad, target, sharedBy } = row
  const changed = useRun((run) =>
    run.changes.some(
      (change) =>
        change.target.kind === 'parameter' && samePlace(change, { target, direction: change.direction }),
    ),
  )
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid has the keys
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-label={key}
      data-row={index}
      tabIndex={active ? 0 : -1}
      onFocus={() => onActive(index)}
      onClick={() => showParameter(session, row, false)}
      className="group absolute inset-x-0 grid cursor-default items-center text-sm after:pointer-events-none after:absolute after:inset-x-0 after:bottom-0 after:z-10 after:h-px after:bg-line/60 hover:bg-hover focus-visible:bg-hover"
      style={{
        top: inRem(index * ROW_HEIGHT),
        height: inRem(ROW_HEIGHT),
        gridTemplateColumns: gridTemplate(columns),
      }}
    >
      {columns.map(({ id, numeric }) => {
        if (id === 'key')
          return (
            <div
              key={id}
              role="rowheader"
              title={titleOf(listed, columns)}
              className="sticky left-0 z-10 flex h-full min-w-0 items-center gap-1.5 bg-surface px-3 font-mono group-hover:bg-hover group-focus-visible:bg-hover"
            >
              {changed && (
                <span className="size-1.5 shrink-0 rounded-full bg-accent" title={t('changes.changed')} />
              )}
              <KeyText name={key} />
              <FollowNumbers row={row} />
              {sharedBy.length > 0 && (
                <span className="min-w-0 shrink-[2] truncate text-xs text-faint">
                  {t('parameters.sharedBy', { names: sharedBy })}
                </span>
              )}
            </div>
          )
        if (id === 'requiresGrad')
          return (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- it only keeps clicks on the switch from the row
            <div
              key={id}
              role="gridcell"
              tabIndex={-1}
              className="px-2"
              onClick={(event) => event.stopPropagation()}
            >
              {kind === 'buffer' ? (
                <span className="text-xs text-faint">{t('parameters.buffer')}</span>
              ) : (
                <Switch
                  checked={requiresGrad}
                  aria-label={t('parameters.learns', { name: key })}
                  onChange={(learns) => setLearning(session, row, learns)}
                />
              )}
            </div>
          )
        return (
          <div
            key={id}
            role="gridcell"
            className={`truncate px-2 font-mono text-xs tabular ${numeric ? 'text-right' : 'text-muted'}`}
          >
            {cellOf(listed, id)}
          </div>
        )
      })}
    </div>
  )
}

/** The whole name, who shares it, and the numbers for which there is no column. */
function titleOf(listed: ListedParameter, columns: readonly Column[]): string {
  const { key, sharedBy } = listed.row
  const hidden = COLUMNS.filter((column) => !columns.includes(column))
  return [
    key,
    ...(sharedBy.length > 0 ? [textOf('parameters.sharedBy', { names: sharedBy })] : []),
    ...hidden.map(({ id }) => `${textOf(`parameters.${id}`)} ${cellOf(listed, id)}`),
  ].join(' · ')
}
