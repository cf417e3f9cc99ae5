/**
 * Which term empties the list: for each, how many clips there are without it.
 */
import { useEffect, useState } from 'react'
import { Button } from '../../ui/index.ts'
import { countText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'
import { chipsOf, withoutChip } from './chip-edits.ts'

interface Without {
  readonly label: string
  readonly query: string
  readonly total: number
}

/** Terms that are looked at, and those that are named. */
const MAX_ASKED = 12
const MAX_NAMED = 3

/** Buttons that take the term away; nothing while nothing is known, and for a search of one term. */
export function WhyNone({ query }: { readonly query: string }) {
  const { view, connection } = useLibrary()
  const [known, setKnown] = useState<{ readonly query: string; readonly found: readonly Without[] } | null>(null)
  useEffect(() => {
    const { joined, chips } = chipsOf(query)
    if (joined === 'or' || chips.length < 2) return
    const controller = new AbortController()
    const ask = async (): Promise<void> => {
      const found: Without[] = []
      for (const chip of chips.slice(0, MAX_ASKED)) {
        const rest = withoutChip(query, chip.index)
        const { total } = await connection.client.assets.count({ query: rest }, { signal: controller.signal })
        if (total > 0) found.push({ label: (chip.not ? 'not ' : '') + chip.label, query: rest, total })
      }
      if (!controller.signal.aborted) setKnown({ query, found })
    }
    ask().catch(() => {
      // Another search was begun, or the engine is gone: then there is nothing to name, and the window says the latter.
    })
    return () => controller.abort()
  }, [query, connection])
  if (known === null || known.query !== query || known.found.length === 0) return null
  const named = known.found.toSorted((a, b) => b.total - a.total).slice(0, MAX_NAMED)
  return (
    <div className="why-none">
      {named.map((one) => (
        <Button key={one.query} onClick={() => view.search(one.query)}>
          {`Without ${one.label}: ${countText(one.total, 'clip')}`}
        </Button>
      ))}
    </div>
  )
}
