/** Copies a lane's numbers or whole tensor for other programs. */
import { Copy } from 'lucide-react'
import { useTranslation } from '../texts/use-translation'
import type { TensorResult, TensorTarget } from '../../engine/protocol'
import type { FlowDirection } from '../../graph/frames/frame'
import { problemOf } from '../host/host-call-error'
import { ChoiceMenu } from '../ui/choice-menu'
import { IconButton } from '../ui/icon-button'
import { showToast } from '../ui/toast'
import { copyPicture, copyText } from '../ui/copy'
import { laneFrame } from './lane'
import { pictureFile, picturePng } from './picture-file'
import { numbersJson, numpyText, pytorchText, tensorCsv, tensorJson } from './tensor-text'
import { useSession } from '../session/session-provider'

interface LaneCopyProps {
  laneKey: string
  name: string
  target: TensorTarget
  direction: FlowDirection
  /** What flows there; null: float32. */
  dtype?: string | null
}

/** A text of more values would stop the page, and no editor opens it. */
const MOST_VALUES = 4_000_000

type Text = 'json' | 'csv' | 'numpy' | 'pytorch'

export function LaneCopy({ laneKey, name, target, direction, dtype = null }: LaneCopyProps) {
  const { t } = useTranslation()
  const session = useSession()
  const texts: Record<Text, (tensor: TensorResult) => string> = {
    json: (tensor) => tensorJson(name, tensor),
    csv: tensorCsv,
    numpy: (tensor) => numpyText(tensor, dtype),
    pytorch: (tensor) => pytorchText(tensor, dtype),
  }
  const copyTensor = async (textOf: (tensor: TensorResult) => string): Promise<void> => {
    const count = laneFrame(session, laneKey)?.shape.reduce((a, b) => a * b, 1) ?? 0
    if (count > MOST_VALUES) {
      const large = { count, most: MOST_VALUES }
      showToast({ tone: 'error', title: t('live.wire.tooLarge', large), text: t('live.wire.tooLargeText') })
      return
    }
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
  const copyShown = (form: 'png' | 'svg'): void => {
    const frame = laneFrame(session, laneKey)
    const file = frame && pictureFile(name, frame)
    if (!file)
      showToast({ tone: 'error', title: t('live.wire.noPicture'), text: t('live.wire.noPictureText') })
    else if (form === 'svg') void copyText(file.svg, t('live.wire.copied'))
    else void copyPicture(picturePng(file), t('live.wire.copied'))
  }
  return (
    <ChoiceMenu
      trigger={<IconButton icon={Copy} size="sm" label={t('live.wire.copy')} />}
      choices={[
        { value: 'numbers', label: t('live.wire.copyNumbers') },
        { value: 'json', label: t('live.wire.copyJson') },
        { value: 'csv', label: t('live.wire.copyCsv') },
        { value: 'numpy', label: t('live.wire.copyNumpy') },
        { value: 'pytorch', label: t('live.wire.copyPytorch') },
        { value: 'png', label: t('live.wire.copyPng') },
        { value: 'svg', label: t('live.wire.copySvg') },
      ]}
      onChoose={(form) => {
        if (form === 'numbers') copyNumbers()
        else if (form === 'png' || form === 'svg') copyShown(form)
        else void copyTensor(texts[form])
      }}
    />
  )
}
