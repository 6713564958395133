import { useState } from 'react'
import { PICTURE_THEMES } from '../../graph/export/picture/themes'
import { useTranslation } from '../texts/use-translation'
import { Choice } from '../ui/choice'
import { Field } from '../ui/field'
import { Switch } from '../ui/switch'
import { ExportOptions } from './export-options'
import type { Modal, PictureLook } from '../window/modal-store'
import { useThemeStore } from '../window/theme'

/** Pixels of a PNG for each of the canvas. */
const SCALES = ['1', '2', '3', '4'] as const

/** What they were last time; the theme begins with the page's. */
let lastScale: (typeof SCALES)[number] = '2'
let lastValues = true
let lastFlows = false

/** How a picture of the graph is to look, before one says where it goes. */
export function PictureDialog({ modal }: { modal: Extract<Modal, { kind: 'picture' }> }) {
  const { t } = useTranslation()
  const shown = useThemeStore((state) => state.theme)
  const [theme, setTheme] = useState<PictureLook['theme']>(shown)
  const [scale, setScale] = useState(lastScale)
  const [values, setValues] = useState(lastValues)
  const [flows, setFlows] = useState(lastFlows)
  const go = () => {
    lastScale = scale
    lastValues = values
    if (modal.flows) lastFlows = flows
    modal.answer({ theme, scale: Number(scale), values, flows: modal.flows && flows })
  }
  return (
    <ExportOptions title={t('file.picture.title')} onCancel={() => modal.answer(null)} onGo={go}>
      <Field label={t('menu.theme')}>
        <Choice
          label={t('menu.theme')}
          value={theme}
          options={PICTURE_THEMES.map((value) => ({ value, label: t(`short.theme.${value}`) }))}
          onChange={setTheme}
        />
      </Field>
      {modal.scaled && (
        <Field label={t('file.picture.scale')} hint={t('file.picture.scaleHint')}>
          <Choice
            label={t('file.picture.scale')}
            value={scale}
            options={SCALES.map((value) => ({ value, label: `${value} ×` }))}
            onChange={setScale}
          />
        </Field>
      )}
      <Field label={t('file.picture.values')} hint={t('file.picture.valuesHint')}>
        <Switch checked={values} onChange={setValues} />
      </Field>
      {modal.flows && (
        <Field label={t('file.picture.flows')} hint={t('file.picture.flowsHint')}>
          <Switch checked={flows} onChange={setFlows} />
        </Field>
      )}
    </ExportOptions>
  )
}
