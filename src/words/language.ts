/** Which language is told: English, or another for which there is a folder of messages beside `en`. */
import { english } from './en/index'
import { PSEUDO, pseudoTree } from './pseudo'
import { translator } from './translator'

/** Messages of other languages by path, `./de/files.json`. Only a build by Vite, as of the program and its tests, finds them. */
const FILES: Readonly<Record<string, object>> =
  import.meta.env === undefined
    ? {}
    : import.meta.glob<object>('./*/*.json', { eager: true, import: 'default' })

for (const [path, messages] of Object.entries(FILES)) addMessages(path.split('/')[1] ?? '', messages)

/** Adds a tree of messages, as a file of a language's folder holds one; what it lacks is told in English. */
export function addMessages(language: string, messages: object): void {
  translator.addResourceBundle(language, 'translation', messages, true, true)
}

/** The tags of the languages that can be set. */
export function languages(): string[] {
  return [...new Set(['en', PSEUDO, ...Object.keys(translator.store.data)])]
}

/** Sets the first of these languages that there is, else English, and answers its tag; `de-AT` finds `de`. */
export function setLanguage(...wanted: readonly (string | null | undefined)[]): string {
  const known = languages()
  const tags = wanted.flatMap((tag) => (tag ? [tag, tag.split('-')[0] ?? tag] : []))
  const language = tags.find((tag) => known.includes(tag)) ?? 'en'
  if (language === PSEUDO) addMessages(PSEUDO, pseudoTree(english))
  void translator.changeLanguage(language)
  return language
}

/** The tag of the language that is set. */
export function currentLanguage(): string {
  return translator.language
}
