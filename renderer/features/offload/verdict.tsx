/**
 * The verdict: a seal when the card may be formatted, the reasons when it may not, the evidence one press away.
 */
import { ChevronDown, ShieldAlert, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { copiesText } from '../../../shared/copies/offload.ts'
import type { Offload } from '../../../shared/model/offload.ts'
import { Button, cls, Menu, useNow } from '../../ui/index.ts'
import { bytesText, countText, momentText } from '../../ui/words.ts'
import { reportItems, useReports } from '../library/index.ts'
import { Evidence } from './evidence.tsx'

/** An offload that ended longer ago than this may be overtaken: a copy may have gone bad, a further one been made. */
const PAST_MS = 600_000

/** The seal with its sentence. */
export function Verdict({ offload }: { readonly offload: Offload }) {
  const { verdict } = offload
  const [evidence, setEvidence] = useState(false)
  const now = useNow()
  const reports = useReports()
  if (verdict === null)
    return <p className="moment-hint">The offload ended without a verdict. The card is not safe to format.</p>
  const safe = verdict.safeToFormat
  const past = offload.finishedAt !== null && now.getTime() - offload.finishedAt > PAST_MS
  return (
    <div className={cls('verdict', safe ? 'is-safe' : 'is-not-safe')}>
      <div className="seal" aria-live="polite">
        {safe ? (
          <ShieldCheck size={44} strokeWidth={1.5} aria-hidden="true" />
        ) : (
          <ShieldAlert size={44} strokeWidth={1.5} aria-hidden="true" />
        )}
        <p className="seal-word">
          {safe ? 'Safe to format' : verdict.verified ? 'Verified. Not safe to format' : 'Not safe to format'}
        </p>
        <p className="seal-sentence selectable">{safe ? verdict.sentence.replace(/^Safe to format: /, '') : null}</p>
      </div>
      {verdict.reasons.length > 0 && (
        <ul className="reasons">
          {verdict.reasons.map((reason) => (
            <li key={reason.code + reason.message} className="selectable">
              {capital(reason.message)}
            </li>
          ))}
        </ul>
      )}
      <dl className="go-facts">
        <dt>{countText(offload.clips, 'clip')}</dt>
        <dd>
          {countText(offload.files, 'file')}, {bytesText(offload.bytes)}
        </dd>
        <dt>Copies</dt>
        <dd>{copiesText(offload, verdict.devices)}</dd>
        {offload.finishedAt !== null && (
          <>
            <dt>Finished</dt>
            <dd>{momentText(offload.finishedAt, now)}</dd>
          </>
        )}
      </dl>
      {past && <p className="moment-hint">This is how the offload ended. The Safety page says what is true now.</p>}
      <div className="verdict-do">
        <Button look="quiet" onClick={() => setEvidence(true)}>
          Show the evidence
        </Button>
        <Menu items={reportItems((kind) => reports.offload(offload.id, kind))}>
          <Button look="quiet">
            Write a report
            <ChevronDown size={13} aria-hidden="true" />
          </Button>
        </Menu>
      </div>
      {evidence && <Evidence offload={offload} onClose={() => setEvidence(false)} />}
    </div>
  )
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
