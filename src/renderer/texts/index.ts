/** Words in the page. Outside components `t` tells them; inside, `useTranslation` does, and follows the language. */
import { setI18n } from 'react-i18next'
import { translator } from '../../words/translator'

setI18n(translator)

export { t, type PlainKey, wordList } from '../../words/words'
