import { useState } from 'react'
import { useTranslation } from '../texts/use-translation'
import { Choice } from '../ui/choice'
import { Field } from '../ui/field'
import { Switch } from '../ui/switch'
import { ExportOptions } from './export-options'
import type { Modal, ProgramParts } from '../window/modal-store'

const BATCHES = ['any', '1'] as const

/** What they were last time. */
let last: { batch: (typeof BATCHES)[number]; weights: boolean; samples: boolean } = {
  batch: 'any',
  weights: true,
  samples: true,
}

/** What an ONNX model or a PyTorch folder is to have, before one says where it goes. */
export function ProgramDialog({ modal }: { modal: Extract<Modal, { kind: 'program' }> }) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState(last)
  const { batch, weights, samples } = chosen
  const { to, trained } = modal
  const go = () => {
    last = chosen
    const parts: ProgramParts = {
      weights: trained && (weights || to === 'onnx'),
      samples: trained && samples && to === 'pytorch',
      batch: to === 'onnx' && batch === '1' ? 1 : null,
    }
    modal.answer(parts)
  }
  return (
    <ExportOptions title={t(`file.export.${to}`)} onCancel={() => modal.answer(null)} onGo={go}>
      {to === 'onnx' ? (
        <Field label={t('file.export.batch')} hint={t('file.export.batchHint')}>
          <Choice
            label={t('file.export.batch')}
            value={batch}
            options={BATCHES.map((value) => ({
              value,
              label: value === 'any' ? t('file.export.anySize') : value,
            }))}
            onChange={(value) => setChosen({ ...chosen, batch: value })}
          />
        </Field>
      ) : (
        <>
          <Field label={t('file.export.weights')} hint={t('file.export.weightsHint')}>
            <Switch checked={weights} onChange={(value) => setChosen({ ...chosen, weights: value })} />
          </Field>
          <Field label={t('file.export.samples')} hint={t('file.export.samplesHint')}>
            <Switch checked={samples} onChange={(value) => setChosen({ ...chosen, samples: value })} />
          </Field>
        </>
      )}
    </ExportOptions>
  )
}
