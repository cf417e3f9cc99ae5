/**
 * The values of a field in this library, while one of them is typed.
 */
import { useEffect, useState } from 'react'
import { fieldNamed } from '../../../shared/query/fields.ts'
import { useLibrary } from '../library/index.ts'
import type { KnownValue } from './words.ts'

const MOST = 20
const NOTHING: readonly KnownValue[] = []

/** Values that fit what is asked; none before the engine has answered, and for fields whose values aren't kept. */
export function useKnownValues(asked: { readonly field: string; readonly part: string } | null): readonly KnownValue[] {
  const { connection } = useLibrary()
  const [known, setKnown] = useState<{ readonly field: string; readonly values: readonly KnownValue[] } | null>(null)
  const field = asked !== null && isKept(asked.field) ? asked.field : null
  const part = asked?.part ?? ''
  useEffect(() => {
    if (field === null) return
    const controller = new AbortController()
    connection.client.assets.values({ field, part, limit: MOST }, { signal: controller.signal }).then(
      (values) => {
        if (!controller.signal.aborted) setKnown({ field, values })
      },
      () => {
        // Without an answer nothing is suggested; the search itself says when the engine is gone.
      },
    )
    return () => controller.abort()
  }, [connection, field, part])
  return known !== null && known.field === field ? known.values : NOTHING
}

function isKept(name: string): boolean {
  const field = fieldNamed(name)
  return (
    field !== undefined &&
    field.type !== 'closed' &&
    (field.facet !== null || ['collection', 'in', 'volume'].includes(name))
  )
}
