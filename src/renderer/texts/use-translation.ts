import { useTranslation as useBinding } from 'react-i18next'
import { t } from './index'

/** The typed `t`, and the language that is set. The component is drawn again when the language changes. */
export function useTranslation(): { t: typeof t; language: string } {
  const { i18n } = useBinding()
  return { t, language: i18n.language }
}
