/** Beside a parameter's name, seen where the pointer is: puts its numbers on the plot beside the curves. The keyboard finds them in the list above that plot. */
import { ChartNoAxesCombined } from 'lucide-react'
import { useStore } from 'zustand'
import type { ParameterRow } from '../../engine/protocol'
import { followNumber, numbersOf } from '../plots/follow-number'
import { useSession } from '../session/session-provider'
import { useTranslation } from '../texts/use-translation'
import { ChoiceMenu } from '../ui/choice-menu'
import { IconButton } from '../ui/icon-button'

export function FollowNumbers({ row }: { row: ParameterRow }) {
  const { t } = useTranslation()
  const session = useSession()
  const followed = useStore(session.followed.store, (state) => state.numbers)
  const follows = followed.some(({ key }) => key === row.key)
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- it only keeps clicks from the row
    <span
      onClick={(event) => event.stopPropagation()}
      className={`shrink-0 group-hover:opacity-100 has-data-[state=open]:opacity-100 ${follows ? '' : 'opacity-0'}`}
    >
      <ChoiceMenu
        trigger={
          <IconButton
            icon={ChartNoAxesCombined}
            size="sm"
            tabIndex={-1}
            pressed={follows}
            label={t('live.followed.put')}
            className="-my-1"
          />
        }
        choices={numbersOf(row).map((number) => ({
          value: number,
          label: `${t(`parameters.${number}`)}${session.followed.follows({ key: row.key, number }) ? ' ✓' : ''}`,
        }))}
        onChoose={(number) => followNumber(session, { key: row.key, number })}
      />
    </span>
  )
}
