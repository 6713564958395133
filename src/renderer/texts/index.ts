/** The texts of the page. English now; another language is another folder of message files. */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import editor from './en/editor.json'
import live from './en/live.json'

/** `live.json` holds the texts of the running side under the key `live`. */
export const english = { ...editor, live } as const

void i18next.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: english } },
  interpolation: { escapeValue: false },
  initAsync: false,
})

/** For texts outside components; inside, `useTranslation()`. */
export const t = i18next.t.bind(i18next)
export type { ParseKeys as TextKey } from 'i18next'
