/**
 * The third moment: go. Before: what stands in the way. During: how far, how fast, how long. After: the verdict.
 */
import { useStore } from 'zustand'
import { canResume } from '../../../shared/copies/offload.ts'
import type { Offload, VerificationLevel } from '../../../shared/model/offload.ts'
import { Bar, Button, Mark, Segmented } from '../../ui/index.ts'
import { bytesText, countText, percentText, speedText } from '../../ui/words.ts'
import { EjectCard } from './eject-card.tsx'
import { useResource } from '../../api/index.ts'
import { useLibrary } from '../library/index.ts'
import { Problems } from './problems.tsx'
import { filesLeft, offloadShare, offloadTimeLeft, offloadWord, partOf } from './progress.ts'
import { More } from './more.tsx'
import { ResumeButton } from './resume-button.tsx'
import { isRunning, type OffloadSheet } from './sheet-store.ts'
import { SpeedCurve } from './speed-curve.tsx'
import { Verdict } from './verdict.tsx'

const LEVELS = [
  { value: 'full', label: 'Read back' },
  { value: 'source', label: 'Hash source' },
  { value: 'size', label: 'Size only' },
] as const
const PROVEN: Readonly<Record<VerificationLevel, string>> = {
  full: 'Then each copy is read back from the disk and compared.',
  source: 'It is hashed while it is read; the copies on the disks are not read.',
  size: 'Only the sizes of the copies are compared.',
}

/** The right column. */
export function Go({ sheet }: { readonly sheet: OffloadSheet }) {
  const { offload } = useStore(sheet.store)
  return (
    <section className="moment moment-go" aria-label="Go">
      <h3 className="moment-head">
        <span>3</span>Go
      </h3>
      {offload === null ? (
        <Before sheet={sheet} />
      ) : offload.state === 'done' ? (
        <After offload={offload} sheet={sheet} />
      ) : (
        <During offload={offload} sheet={sheet} />
      )}
    </section>
  )
}

function Before({ sheet }: { readonly sheet: OffloadSheet }) {
  const {
    plan,
    planning,
    sources,
    destinations,
    starting,
    error,
    refused,
    naming,
    wish: { level, insist },
  } = useStore(sheet.store)
  const isPart =
    !insist &&
    plan?.remarks.some((remark) => remark.code === 'source.part_of_card' && remark.level === 'error') === true
  const why =
    sources.length === 0
      ? 'Choose what to copy.'
      : destinations.length === 0
        ? 'Choose where the copies go.'
        : naming?.problem != null
          ? 'Complete the folder’s name first.'
          : error !== null
            ? 'Fix the errors on the left first.'
            : plan === null
              ? 'Reading the card …'
              : plan.possible
                ? null
                : 'Fix what is marked first.'
  const required = useResource(useLibrary().settings).data?.requiredDevices ?? 2
  const need = plan?.destinations.reduce((sum, one) => sum + one.need, 0) ?? 0
  return (
    <>
      <div className="moment-body go-plan">
        <Segmented
          label="Verification"
          choices={LEVELS}
          value={level}
          onChange={(next) => sheet.wish({ level: next })}
        />
        <p className="go-level">
          Every file is read once and copied to{' '}
          {destinations.length === 0 ? 'each destination' : countText(destinations.length, 'destination')}.{' '}
          {PROVEN[level]}
        </p>
        <p className="dim">
          {level === 'size'
            ? 'There is no seal, since nothing is hashed for one.'
            : 'Each copy is sealed with an ASC MHL.'}{' '}
          The card is never written to.
        </p>
        {level !== 'full' && (
          <p className="go-warn">
            <Mark name="attention" size={13} />
            The copies will not be called verified, and the card will not be called safe to format.
          </p>
        )}
        {isPart && (
          <Button className="go-insist" onClick={() => sheet.wish({ insist: true })}>
            Copy this part on purpose
          </Button>
        )}
        {destinations.length === 1 && required > 1 && (
          <p className="go-warn">
            <Mark name="attention" size={13} />
            One destination makes one copy. The card will not be called safe to format.
          </p>
        )}
        <More sheet={sheet} />
      </div>
      <div className="go-foot">
        {refused !== null && (
          <p className="moment-error go-refused" role="alert">
            {refused}
          </p>
        )}
        <p className="go-why" aria-live="polite">
          {why ??
            (need === 0 && !planning
              ? level === 'full'
                ? 'All of it is on the drives already: it is read back and compared.'
                : 'All of it is on the drives already.'
              : `${bytesText(need)} to write in all`)}
        </p>
        <Button
          look="primary"
          className="go-button"
          disabled={why !== null || starting || planning}
          onClick={() => void sheet.start()}
        >
          {level === 'full' ? 'Copy verified' : 'Copy'}
        </Button>
      </div>
    </>
  )
}

function During({ offload, sheet }: { readonly offload: Offload; readonly sheet: OffloadSheet }) {
  const running = isRunning(offload)
  const share = offloadShare(offload)
  const left = offloadTimeLeft(offload)
  const part = partOf(offload)
  const { speeds: samples } = useStore(sheet.store)
  return (
    <>
      <div className="moment-body">
        <div className="go-percent" aria-live="off">
          {percentText(share)}
          {part !== null && <span className="go-part"> {part.on}</span>}
        </div>
        <Bar
          label={offload.level === 'full' ? 'Copied and read back' : 'Copied'}
          share={share}
          look={offload.state === 'failed' ? 'failure' : running ? 'accent' : 'parked'}
        />
        <dl className="go-facts">
          <dt>{offloadWord(offload)}</dt>
          <dd>{running ? speedText(offload.speed) : ''}</dd>
          <dt>Time</dt>
          <dd>{running ? (left ?? (share < 1 ? 'measuring …' : '–')) : '–'}</dd>
          <dt>Files</dt>
          <dd>
            {countText(filesLeft(offload), 'file')} left{part === null ? '' : ` ${part.on}`}
          </dd>
        </dl>
        {part !== null && (
          <p className="go-warn">
            <Mark name="failed" size={13} />
            {part.stopped}
          </p>
        )}
        <SpeedCurve samples={samples} now={offload.speed} />
        <p className="go-current mono cut" title={offload.currentPath ?? ''}>
          {offload.currentPath ?? '\u00a0'}
        </p>
        {offload.error !== null && (
          <p className="moment-error" role="alert">
            {offload.error.message}
          </p>
        )}
        {offload.state === 'parked' && (
          <p className="moment-hint">
            {offload.level === 'full' ? 'What is verified stays verified.' : 'What is copied stays.'} Resume continues
            from there.
          </p>
        )}
        <Problems offload={offload} />
      </div>
      <div className="go-foot">
        {running ? (
          <div className="go-buttons">
            <Button onClick={() => void sheet.stop()}>Stop</Button>
            <Button onClick={() => sheet.putAway()}>Hide</Button>
          </div>
        ) : (
          <ResumeButton offload={offload} onChanged={() => void sheet.refresh()} />
        )}
      </div>
    </>
  )
}

function After({ offload, sheet }: { readonly offload: Offload; readonly sheet: OffloadSheet }) {
  return (
    <>
      <div className="moment-body">
        <Verdict offload={offload} />
        <Problems offload={offload} />
      </div>
      <div className="go-foot">
        {canResume(offload) && (
          <div className="go-resume">
            <ResumeButton offload={offload} onChanged={() => void sheet.refresh()} />
          </div>
        )}
        <div className="go-buttons">
          {!canResume(offload) && <EjectCard offload={offload} />}
          <Button onClick={() => sheet.again()}>Next card</Button>
          <Button look={canResume(offload) ? 'plain' : 'primary'} onClick={() => sheet.putAway()}>
            {canResume(offload) ? 'Hide' : 'Done'}
          </Button>
        </div>
      </div>
    </>
  )
}
