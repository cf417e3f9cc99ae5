/**
 * Two versions side by side: what differs first, then the lines.
 */
import { useEffect, useState } from 'react'
import { toRushesError } from '../../../shared/contract/client.ts'
import type { Comparison } from '../../../shared/model/versions.ts'
import { Sheet } from '../../ui/index.ts'
import { countText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'

const SIGNS = { same: ' ', added: '+', removed: '−' } as const

/** The sheet. */
export function CompareSheet({ assetId, a, b, onClose }: { readonly assetId: string; readonly a: number; readonly b: number; readonly onClose: () => void }) {
  const { connection: { client } } = useLibrary()
  const [shown, setShown] = useState<Comparison | null>(null)
  const [error, setError] = useState<string | null>(null)
  useEffect(() => {
    let here = true
    client.versions.compare({ assetId, a, b }).then((answer) => { if (here) setShown(answer) }, (thrown: unknown) => { if (here) setError(toRushesError(thrown).message) })
    return () => { here = false }
  }, [client, assetId, a, b])
  return (
    <Sheet open size="large" title={`Version ${a} and version ${b}`} onClose={onClose}>
      <section className="compare" aria-label="Comparison">
        {error !== null && <p role="alert">{error}</p>}
        {shown !== null && <><Facts shown={shown} /><Lines shown={shown} /></>}
      </section>
    </Sheet>
  )
}

function Facts({ shown }: { readonly shown: Comparison }) {
  const facts = shown.facts.toSorted((one, other) => Number(one.same) - Number(other.same))
  return (
    <table className="compare-facts">
      <thead><tr><th scope="col">What</th><th scope="col">Version {shown.a.revision}</th><th scope="col">Version {shown.b.revision}</th><th scope="col">Is</th></tr></thead>
      <tbody>
        {facts.map((fact) => (
          <tr key={`${fact.group} ${fact.label}`} className={fact.same ? 'is-same' : undefined}>
            <th scope="row">{fact.group === 'Version' ? fact.label : `${fact.group}, ${fact.label}`}</th>
            <td className="selectable">{fact.a ?? '—'}</td><td className="selectable">{fact.b ?? '—'}</td><td>{fact.same ? 'same' : 'differs'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Lines({ shown }: { readonly shown: Comparison }) {
  const { text } = shown
  if (text === null) return <p className="dim compare-note">{shown.textNote}</p>
  return (
    <section aria-label="Lines">
      <p className="compare-note">{countText(text.added, 'line')} added, {text.removed} removed{text.truncated ? '; not all of them are shown' : ''}</p>
      {text.hunks.map((hunk) => (
        <pre key={`${hunk.a} ${hunk.b}`} className="compare-hunk mono selectable">
          {hunk.lines.map((line, index) => <span key={`${index} ${line.type}`} className={`compare-line compare-${line.type}`}>{`${SIGNS[line.type]} ${line.text}\n`}</span>)}
        </pre>
      ))}
    </section>
  )
}
