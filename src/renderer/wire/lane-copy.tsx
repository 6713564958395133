/** Copies a lane's numbers or whole tensor for other programs. */
import { Copy } from 'lucide-react'
import { useTranslation } from '../texts/use-translation'
import type { TensorResult, TensorTarget } from '../../engine/protocol'
import type { FlowDirection } from '../../graph/frames/frame'
import { problemOf } from '../host/host-call-error'
import { ChoiceMenu } from '../ui/choice-menu'
import { IconButton } from '../ui/icon-button'
import { showToast } from '../ui/toast'
import { copyText } from '../ui/copy'
import { laneFrame } from './lane'
import { numbersJson, tensorCsv, tensorJson } from './tensor-text'
import { useSession } from '../session/session-provider'

interface LaneCopyProps {
  laneKey: string
  name: string
  target: TensorTarget
  direction: FlowDirection
}

export function LaneCopy({ laneKey, name, target, direction }: LaneCopyProps) {
  const { t } = useTranslation()
  const session = useSession()
  const copyTensor = async (textOf: (tensor: TensorResult) => string): Promise<void> => {
    try {
      const tensor = await session.engine.tensor(target, direction)
      await copyText(textOf(tensor), t('live.wire.copied'))
    } catch (error) {
      const { message, remedy } = problemOf(error)
      showToast({ tone: 'error', title: message, text: remedy })
    }
  }
  const copyNumbers = (): void => {
    const frame = laneFrame(session, laneKey)
    if (frame) void copyText(numbersJson(name, frame), t('live.wire.copied'))
  }
  return (
    <ChoiceMenu
      trigger={<IconButton icon={Copy} size="sm" label={t('live.wire.copy')} />}
      choices={[
        { value: 'numbers', label: t('live.wire.copyNumbers') },
        { value: 'json', label: t('live.wire.copyJson') },
        { value: 'csv', label: t('live.wire.copyCsv') },
      ]}
      onChoose={(form) => {
        if (form === 'numbers') copyNumbers()
        else void copyTensor(form === 'json' ? (tensor) => tensorJson(name, tensor) : tensorCsv)
      }}
    />
  )
}
