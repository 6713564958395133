import { useTranslation as useBinding } from 'react-i18next'
import { t } from './index'

/** The typed `t`. The component is drawn again when the language changes. */
export function useTranslation(): { t: typeof t } {
  useBinding()
  return { t }
}
