/** The texts of the page. English now; another language is another folder of message files. */
import { t as translate, use as extend } from 'i18next'
import { initReactI18next } from 'react-i18next'
import editor from './en/editor.json'
import live from './en/live.json'

/** `live.json` holds the texts of the running side under the key `live`. */
export const english = { ...editor, live } as const

void extend(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: english } },
  interpolation: { escapeValue: false },
  initAsync: false,
  showSupportNotice: false,
})

/** For texts outside components; inside, `useTranslation()`. */
export const t = translate
export type { ParseKeys as TextKey } from 'i18next'
