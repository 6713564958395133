/** The library that looks messages up, fills values in and picks plural forms; the page hands it to React. */
import { createInstance, type i18n } from 'i18next'
import { english } from './en/index'

export const translator: i18n = createInstance({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: english } },
  nsSeparator: false,
  interpolation: { escapeValue: false },
  initAsync: false,
  showSupportNotice: false,
})

void translator.init()
