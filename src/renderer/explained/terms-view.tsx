/** The largest of many terms, what each is made of, and the others as one. */
import type { TermsPart } from '../explain/places'
import { exactText, numberText } from '../texts/number-text'
import { useTranslation } from '../texts/use-translation'

export function TermsView({ part: { of, terms, rest } }: { part: TermsPart }) {
  const { t } = useTranslation()
  const title = t(`explain.terms.${of}`)
  return (
    <table aria-label={title} className="w-full font-mono text-xs tabular">
      <caption className="mb-0.5 text-left font-sans text-xs text-muted">{title}</caption>
      <tbody>
        {terms.map(({ at, factors, value }) => (
          <tr key={at.join()} className="border-t border-line">
            <th scope="row" className="h-5 pr-2 text-left font-normal text-faint">
              {at.length === 1 ? at[0] : `[${at.join(', ')}]`}
            </th>
            <td className="h-5 text-right text-muted">
              {factors.map((factor) => numberText(factor)).join(' × ')}
            </td>
            <td data-selectable title={exactText(Math.fround(value))} className="h-5 w-20 text-right">
              {numberText(value)}
            </td>
          </tr>
        ))}
        {rest && (
          <tr className="border-t border-line text-muted">
            <th scope="row" colSpan={2} className="h-5 text-left font-sans font-normal">
              {t('explain.rest', { count: rest.count })}
            </th>
            <td className="h-5 w-20 text-right" title={exactText(Math.fround(rest.sum))}>
              {numberText(rest.sum)}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  )
}
