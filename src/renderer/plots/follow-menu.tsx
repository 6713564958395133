/** Puts a number of a parameter beside the curves, chosen from a list. */
import { ChartNoAxesCombined } from 'lucide-react'
import { useState } from 'react'
import type { FollowedNumber } from '../engine-link/followed-parameters'
import { useParameters } from '../session/use-parameters'
import { useSession } from '../session/session-provider'
import { useTranslation } from '../texts/use-translation'
import { IconButton } from '../ui/icon-button'
import { PickDialog } from '../ui/pick-dialog'
import { followNumber, numbersOf } from './follow-number'

export function FollowMenu() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <IconButton
        icon={ChartNoAxesCombined}
        size="sm"
        label={t('live.followed.add')}
        onClick={() => setOpen(true)}
      />
      {open && <FollowDialog onClose={() => setOpen(false)} />}
    </>
  )
}

function FollowDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const session = useSession()
  const rows = useParameters('follow', '', (data) => data.rows)
  const choices = rows.flatMap((row) =>
    numbersOf(row).map((number): FollowedNumber => ({ key: row.key, number })),
  )
  return (
    <PickDialog
      title={t('live.followed.add')}
      placeholder={t('live.followed.search')}
      empty={t('live.followed.none')}
      items={choices.map((choice, at) => ({
        id: String(at),
        label: `${choice.key} · ${t(`parameters.${choice.number}`)}`,
        name: `${choice.key} ${t(`parameters.${choice.number}`)}`,
        ...(session.followed.follows(choice) ? { detail: t('live.followed.shown') } : {}),
      }))}
      onPick={(id) => {
        onClose()
        followNumber(session, choices[Number(id)]!)
      }}
      onClose={onClose}
    />
  )
}
