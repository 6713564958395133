/** A name and its number, at both ends of a line. */
interface LineRowProps {
  name: string
  value: string
  strong?: boolean
}

export function LineRow({ name, value, strong = false }: LineRowProps) {
  return (
    <div className={`flex items-baseline justify-between gap-2 text-sm ${strong ? 'font-semibold' : ''}`}>
      <span className={`min-w-0 truncate ${strong ? '' : 'text-muted'}`}>{name}</span>
      <span data-line={name} data-selectable className="font-mono tabular">
        {value}
      </span>
    </div>
  )
}
