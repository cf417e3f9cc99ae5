/**
 * What is being read back or repaired, in the status bar.
 */
import { useShallow } from 'zustand/react/shallow'
import { percentText, timeLeftText } from '../../ui/words.ts'
import { useVerificationState } from './context.ts'

/** One part for each that runs. */
export function VerificationLine({ onOpen }: { readonly onOpen: () => void }) {
  const running = useVerificationState(
    useShallow((state) => [...state.checks.values()].filter((check) => check.state === 'running')),
  )
  const repairing = useVerificationState((state) => state.repairing)
  return (
    <>
      {running.map(({ volumeId, label, progress, waits }) => (
        <button key={volumeId} type="button" className="status-part" onClick={onOpen}>
          <span>Reading back {label}</span>
          <span className="dim">
            {waits ??
              (progress === null
                ? ''
                : [percentText(progress.progress), timeLeftText(progress.secondsLeft)].filter(Boolean).join(' · '))}
          </span>
        </button>
      ))}
      {repairing?.running === true && (
        <button type="button" className="status-part" onClick={onOpen}>
          Repairing <span className="dim">{percentText(repairing.share)}</span>
        </button>
      )}
    </>
  )
}
