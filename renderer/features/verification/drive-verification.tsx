/**
 * One drive's verification: how much of it was read back and when, and doing it again now.
 */
import { X } from 'lucide-react'
import { useState } from 'react'
import type { DriveVerification as Sums } from '../../../shared/model/verification.ts'
import type { Volume } from '../../../shared/model/work.ts'
import { Bar, Button, IconButton, Mark, useNow } from '../../ui/index.ts'
import { pathParts, percentText, speedText, timeLeftText } from '../../ui/words.ts'
import { verificationWord, holdsStill } from './verification-words.ts'
import type { Check } from './verification-store.ts'
import { useVerification, useVerificationState } from './context.ts'
import { RollSheet } from './roll-sheet.tsx'
import './verification.css'

/** The line under a drive's row. Nothing where the library knows no file on it. */
export function DriveVerification({ drive, sums }: { readonly drive: Volume; readonly sums: Sums | undefined }) {
  const verifier = useVerification()
  const check = useVerificationState((state) => state.checks.get(drive.id))
  const now = useNow()
  const [choosing, setChoosing] = useState(false)
  if (sums === undefined) return null
  const word = verificationWord(sums, now)
  return (
    <section className="care" aria-label={`Verification of ${drive.label}`}>
      {check?.state === 'running' ? (
        <Running check={check} />
      ) : (
        <>
          <p className="care-word">
            <Mark name={word.mark} size={13} />
            <span>{word.text}</span>
            {word.note !== '' && <span className="dim">{word.note}</span>}
          </p>
          {drive.online && (
            <div className="care-do">
              <Button look="quiet" onClick={() => void verifier.verify(drive)}>
                Verify this drive
              </Button>
              <Button look="quiet" onClick={() => setChoosing(true)}>
                Verify a roll
              </Button>
            </div>
          )}
          {check !== undefined && holdsStill(check, sums) && <Ended check={check} />}
        </>
      )}
      {choosing && <RollSheet drive={drive} onClose={() => setChoosing(false)} />}
    </section>
  )
}

function Running({ check: { volumeId, label, progress, waits } }: { readonly check: Check }) {
  const verifier = useVerification()
  const share = progress?.progress ?? 0
  const pace =
    progress?.speed == null
      ? 'starting'
      : [percentText(share), speedText(progress.speed), timeLeftText(progress.secondsLeft)].filter(Boolean).join(' · ')
  return (
    <>
      <div className="care-running">
        <span className="care-label cut">Reading back {label}</span>
        <span className="care-bar">
          <Bar label={`Read back of ${label}`} share={share} />
        </span>
        <span className="dim care-pace">{waits ?? pace}</span>
        <span className="mono dim cut" title={progress?.at ?? ''}>
          {progress?.at == null ? '' : pathParts(progress.at).name}
        </span>
      </div>
      <div className="care-do">
        <Button look="quiet" onClick={() => verifier.stop(volumeId)}>
          Stop
        </Button>
      </div>
    </>
  )
}

const ENDS = { good: 'verified', bad: 'failed', stopped: 'unknown', failed: 'attention', running: 'unknown' } as const

function Ended({ check }: { readonly check: Check }) {
  const verifier = useVerification()
  // What has gone bad stands with the bad copies, where it can be repaired.
  const others = check.problems.filter(({ finding }) => finding !== 'mismatch')
  return (
    <div className="care-end" aria-live="polite">
      <p className="care-word">
        <Mark name={ENDS[check.state]} size={13} />
        <span className="selectable">
          {check.label}: {check.sentence}
        </span>
      </p>
      <IconButton label="Dismiss" icon={<X size={14} />} onClick={() => verifier.dismiss(check.volumeId)} />
      {others.length > 0 && (
        <ul className="care-problems">
          {others.map((one) => (
            <li key={one.path} className="selectable">
              {one.message ?? one.path}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
