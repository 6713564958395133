import { findingHelp } from '../../graph/check/finding-help'
import type { Finding } from '../../graph/document/finding'
import { useEditor } from '../session/use-stores'
import { useTranslation } from '../texts/use-translation'
import { DocsLink } from '../ui/docs-link'

/** The way to PyTorch's page about what a finding is at, where it has one. */
export function HelpLink({ finding }: { finding: Finding }) {
  const { t } = useTranslation()
  const document = useEditor((state) => state.document)
  const help = findingHelp(document, finding)
  return help && <DocsLink url={help.url}>{t('problems.help', { name: help.name })}</DocsLink>
}
