/**
 * The right side of the sheet after the start: how far it is, and a row a clip with what each editing system says.
 */
import { Minus, Check } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { EditJobResult, LinkVerdict } from '../../../shared/model/edit-proxies.ts'
import { visible } from '../../../shared/util/visible.ts'
import { Bar, cls, Mark, Tip } from '../../ui/index.ts'
import { bytesText, countText, percentText, wholeText } from '../../ui/words.ts'
import type { EditProxies } from './edit-proxies-store.ts'
import { currentOf, endText, inOrder, isOver, shareOf, type ProxyRow } from './proxy-rows.ts'
import { EDITOR_NAMES, linksText, verdictText } from './proxy-words.ts'

/** Rows that are drawn; the sums are of all. */
const MOST = 500

/** What is being made. */
export function MadeList({ proxies }: { readonly proxies: EditProxies }) {
  const rows = useStore(proxies.store, (state) => state.rows)
  const over = rows.filter(isOver).length
  const running = over < rows.length
  const share = shareOf(rows)
  const now = currentOf(rows)
  const head = useRef<HTMLElement>(null)
  // The button that started it is gone: whoever works by keys or by ear goes on here.
  useEffect(() => head.current?.focus(), [])
  const named = inOrder(rows).filter(({ name }) => name !== '')
  const shown = named.slice(0, MOST)
  return (
    <>
      <section ref={head} className="proxies-progress" tabIndex={-1} aria-label="Progress">
        <p className="proxies-now">
          <span className="proxies-label cut" aria-live="polite">
            {running ? `${wholeText(over)} of ${wholeText(rows.length)} done` : endText(rows)}
          </span>
          <span className="dim cut">
            {now === null
              ? ''
              : [visible(now.name), now.progress === null ? now.said : percentText(now.progress)]
                  .filter((part) => part !== null && part !== '')
                  .join(' · ')}
          </span>
          <span className="proxies-percent">{percentText(share)}</span>
        </p>
        <Bar
          label="Proxies made"
          share={share}
          look={running ? 'accent' : rows.some(({ state }) => state === 'failed') ? 'failure' : 'verified'}
        />
        <p className="proxies-links dim">{linksText(rows)}</p>
      </section>
      {/* It scrolls, also by keys. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul className="proxies-list" aria-label="What is made" tabIndex={0}>
        {shown.map((row) => (
          <MadeRow key={row.id} row={row} />
        ))}
        {rows.length > shown.length && (
          <li className="proxies-rest dim">and {countText(rows.length - shown.length, 'clip')} more</li>
        )}
      </ul>
    </>
  )
}

function MadeRow({ row }: { readonly row: ProxyRow }) {
  const name = visible(row.name)
  return (
    <li className="proxies-row" aria-label={name}>
      <span className="proxies-state">
        {row.state === 'done' && <Mark name="verified" size={13} />}
        {row.state === 'failed' && <Mark name="failed" size={13} />}
        {row.state === 'held' && <Mark name="attention" size={13} />}
      </span>
      <div className="proxies-what">
        <p className="proxies-name cut" title={name}>
          {name}
        </p>
        {row.result !== null ? (
          <p className="mono dim cut" title={row.result.path}>
            <bdi>{visible(row.result.path)}</bdi>
          </p>
        ) : (
          <p className={cls('selectable', row.state === 'failed' ? 'proxies-why' : 'dim')}>
            {row.said ?? STATE_WORDS[row.state]}
          </p>
        )}
      </div>
      <span className="proxies-bytes">
        {row.result !== null ? (
          <>
            {bytesText(row.result.bytes)}
            {row.result.there && <span className="dim"> · was there</span>}
          </>
        ) : row.state === 'running' ? (
          percentText(row.progress)
        ) : (
          ''
        )}
      </span>
      {/* Its room is there before it is known. */}
      <div className="proxies-links-of">{row.result !== null && <Verdicts result={row.result} />}</div>
    </li>
  )
}

const STATE_WORDS: Readonly<Record<ProxyRow['state'], string>> = {
  waiting: 'Waits for its turn',
  held: 'Waits',
  running: 'Being made',
  done: 'Made',
  failed: 'Failed',
  cancelled: 'Cancelled',
}

/** Four marks; where one does not link, or only with care, a press shows the reasons. */
function Verdicts({ result: { links } }: { readonly result: EditJobResult }) {
  const reasons = links.flatMap(({ editor, why, cautions = [] }) => {
    const said = [...why, ...cautions].join(' ')
    return said === '' ? [] : [{ editor, said }]
  })
  const marks = links.map((one) => <Verdict key={one.editor} verdict={one} />)
  if (reasons.length === 0) return <p className="proxies-verdicts">{marks}</p>
  return (
    <details className="proxies-reasons">
      <summary className="proxies-verdicts">{marks}</summary>
      {reasons.map(({ editor, said }) => (
        <p key={editor} className="selectable">
          <span className="proxies-label">{EDITOR_NAMES[editor]}:</span> {said}
        </p>
      ))}
    </details>
  )
}

function Verdict({ verdict }: { readonly verdict: LinkVerdict }) {
  return (
    <Tip label={verdictText(verdict)}>
      <span className={cls('proxies-verdict', verdict.links && 'is-yes')}>
        {verdict.links ? <Check size={12} aria-hidden="true" /> : <Minus size={12} aria-hidden="true" />}
        <span aria-hidden="true">{EDITOR_NAMES[verdict.editor]}</span>
        <span className="hidden-text">{verdictText(verdict).replace(/\.?$/, '. ')}</span>
      </span>
    </Tip>
  )
}
