/**
 * Two versions side by side: what differs first, then the lines. Both can be exchanged for others of the stack.
 */
import { Equal, EqualNot } from 'lucide-react'
import { useEffect, useState } from 'react'
import { toRushesError } from '../../../shared/contract/client.ts'
import type { Comparison, Version } from '../../../shared/model/versions.ts'
import { cls, Sheet } from '../../ui/index.ts'
import { countText, wholeText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'

const SIGNS = { same: ' ', added: '+', removed: '−' } as const

interface CompareSheetProps {
  readonly assetId: string
  readonly name: string
  readonly versions: readonly Version[]
  /** Revisions to begin with. */
  readonly first: number
  readonly second: number
  readonly onClose: () => void
}

/** The sheet. */
export function CompareSheet({ assetId, name, versions, first, second, onClose }: CompareSheetProps) {
  const {
    connection: { client },
  } = useLibrary()
  const [[a, b], choose] = useState<readonly [number, number]>([first, second])
  const [shown, setShown] = useState<Comparison | null>(null)
  const [error, setError] = useState<string | null>(null)
  useEffect(() => {
    let here = true
    const show = (answer: Comparison): void => {
      if (!here) return
      setShown(answer)
      setError(null)
    }
    client.versions.compare({ assetId, a, b }).then(show, (thrown: unknown) => {
      if (here) setError(toRushesError(thrown).message)
    })
    return () => {
      here = false
    }
  }, [client, assetId, a, b])
  return (
    <Sheet
      open
      size="large"
      title="Compare versions"
      aside={<span className="cut compare-of">{name}</span>}
      onClose={onClose}
    >
      {/* It scrolls, so the keyboard has to reach it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="compare" aria-label="Comparison" tabIndex={0}>
        {error !== null && (
          <p role="alert" className="compare-note">
            {error}
          </p>
        )}
        {shown !== null && (
          <>
            <Facts shown={shown} versions={versions} chosen={[a, b]} onChoose={(...next) => choose(next)} />
            <Lines shown={shown} />
          </>
        )}
      </section>
    </Sheet>
  )
}

function Facts({
  shown,
  versions,
  chosen: [a, b],
  onChoose,
}: {
  readonly shown: Comparison
  readonly versions: readonly Version[]
  readonly chosen: readonly [number, number]
  readonly onChoose: (a: number, b: number) => void
}) {
  const facts = shown.facts.toSorted((one, other) => Number(one.same) - Number(other.same))
  return (
    <table className="compare-facts">
      <thead>
        <tr>
          <th scope="col">
            <span className="hidden-text">What</span>
          </th>
          <th scope="col">
            <Choice label="First version" versions={versions} value={a} onChange={(next) => onChoose(next, b)} />
          </th>
          <th scope="col">
            <Choice label="Second version" versions={versions} value={b} onChange={(next) => onChoose(a, next)} />
          </th>
          <th scope="col">
            <span className="hidden-text">Is</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {facts.map((fact) => {
          const [first, second] = factTexts(fact)
          return (
            <tr key={`${fact.group} ${fact.label}`} className={cls(fact.same && 'is-same')}>
              <th scope="row">{fact.group === 'Version' ? fact.label : `${fact.group}, ${fact.label}`}</th>
              <td className="selectable">{first}</td>
              <td className="selectable">{second}</td>
              <td className="compare-is">
                {fact.same ? (
                  <>
                    <Equal size={12} aria-hidden="true" />
                    same
                  </>
                ) : (
                  <>
                    <EqualNot size={12} aria-hidden="true" />
                    differs
                  </>
                )}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/**
 * Both values as text. Moments come in UTC, as they are kept; people read them by their own clock, to the second where
 * that tells them apart.
 */
function factTexts({ a, b, same }: Comparison['facts'][number]): readonly [string, string] {
  const [first, second] = [local(a), local(b)]
  return first === second && !same ? [a ?? '—', b ?? '—'] : [first, second]
}

function local(text: string | null): string {
  if (text === null) return '—'
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text) ? new Date(text).toLocaleString('sv-SE') : text
}

function Choice({
  label,
  versions,
  value,
  onChange,
}: {
  readonly label: string
  readonly versions: readonly Version[]
  readonly value: number
  readonly onChange: (revision: number) => void
}) {
  return (
    <select
      className="field"
      aria-label={label}
      value={value}
      onChange={(event) => onChange(Number(event.target.value))}
    >
      {versions.map(({ revision, label: named, current }) => (
        <option
          key={revision}
          value={revision}
        >{`Version ${revision}${named === null ? '' : `, ${named}`}${current ? ', current' : ''}`}</option>
      ))}
    </select>
  )
}

function Lines({ shown }: { readonly shown: Comparison }) {
  const { text } = shown
  if (text === null) return shown.textNote === null ? null : <p className="dim compare-note">{shown.textNote}</p>
  return (
    <section aria-label="Lines">
      <p className="compare-note">
        {countText(text.added, 'line')} added, {wholeText(text.removed)} removed
        {text.truncated ? '. Not all of them are shown' : ''}
      </p>
      {text.hunks.map((hunk) => (
        <pre key={`${hunk.a} ${hunk.b}`} className="compare-hunk mono selectable">
          {hunk.lines.map((line, index) => (
            <span
              key={`${index} ${line.type}`}
              className={`compare-line compare-${line.type}`}
            >{`${SIGNS[line.type]} ${line.text}\n`}</span>
          ))}
        </pre>
      ))}
    </section>
  )
}
