/** The name of a tensor; where it is too long its end stays, which tells `weight` from `bias`. */
export function KeyText({ name }: { name: string }) {
  const end = name.lastIndexOf('.')
  if (end < 0)
    return (
      <span translate="no" className="min-w-0 truncate">
        {name}
      </span>
    )
  return (
    <span translate="no" className="flex min-w-0">
      <span className="min-w-4 truncate">{name.slice(0, end)}</span>
      <span className="max-w-full shrink-0 truncate">{name.slice(end)}</span>
    </span>
  )
}
