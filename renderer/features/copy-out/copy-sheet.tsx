/**
 * Copies clips into a folder: what, where and in which folders; then how far it is, and what it came to.
 */
import { Folder } from 'lucide-react'
import { useStore } from 'zustand'
import { visible } from '../../../shared/util/visible.ts'
import { Bar, Button, Mark, Segmented, Sheet } from '../../ui/index.ts'
import { bytesText, percentText, speedText, timeLeftText } from '../../ui/words.ts'
import { useFolder } from '../library/index.ts'
import { isRunning, type CopyOut } from './copy-store.ts'
import { LAYOUTS, leftLine, planLine, startText } from './copy-words.ts'
import './copy-out.css'

const WHAT = [
  { value: 'originals', label: 'Originals' },
  { value: 'proxies', label: 'Review proxies' },
] as const

/** The sheet, while it is asked for. */
export function CopySheet({ copyOut }: { readonly copyOut: CopyOut }) {
  const open = useStore(copyOut.store, (state) => state.open)
  return open ? <Opened copyOut={copyOut} /> : null
}

function Opened({ copyOut }: { readonly copyOut: CopyOut }) {
  const state = useStore(copyOut.store)
  const running = isRunning(state)
  return (
    <Sheet
      open
      title="Copy clips"
      onClose={() => copyOut.close()}
      closeLabel={running ? 'Hide, it keeps running' : 'Close'}
      aside={running ? 'Keeps running in the background' : ''}
    >
      {state.job === null ? <Choose copyOut={copyOut} /> : <Progress copyOut={copyOut} />}
    </Sheet>
  )
}

function Choose({ copyOut }: { readonly copyOut: CopyOut }) {
  const { choice, plan, planning, error } = useStore(copyOut.store)
  const folder = useFolder('Choose where the copies go')
  const blocked = plan === null || plan.counts.ready === 0 || plan.remarks.some(({ level }) => level === 'error')
  return (
    <form
      className="copy-out"
      onSubmit={(event) => {
        event.preventDefault()
        if (!blocked && !planning) void copyOut.start()
      }}
    >
      <div className="copy-fields">
        <span className="copy-term">What</span>
        <Segmented label="What" value={choice.of} choices={WHAT} onChange={(of) => copyOut.choose({ of })} />
        <span className="copy-term">Where</span>
        <div className="copy-folder">
          <span className="mono cut" title={choice.to ?? undefined}>
            {choice.to === null ? <span className="dim">No folder yet</span> : <bdi>{visible(choice.to)}</bdi>}
          </span>
          <Button
            icon={<Folder size={14} />}
            data-first={choice.to === null ? true : undefined}
            onClick={() => folder.ask((to) => copyOut.choose({ to }))}
          >
            {choice.to === null ? 'Choose …' : 'Change …'}
          </Button>
        </div>
        <label className="copy-term" htmlFor="copy-name">
          Folder
        </label>
        <input
          id="copy-name"
          className="field"
          value={choice.folder}
          maxLength={200}
          placeholder="Copy and today’s date"
          onChange={(event) => copyOut.choose({ folder: event.target.value })}
        />
        <label className="copy-term" htmlFor="copy-layout">
          Inside
        </label>
        <select
          id="copy-layout"
          className="field"
          value={choice.template ?? ''}
          onChange={(event) => copyOut.choose({ template: event.target.value === '' ? null : event.target.value })}
        >
          {LAYOUTS.map(({ label, template }) => (
            <option key={label} value={template ?? ''}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <Plan copyOut={copyOut} />
      <footer className="copy-foot">
        <span className="copy-said" role={error === null ? undefined : 'alert'}>
          {error ?? ''}
        </span>
        <Button onClick={() => copyOut.close()}>Cancel</Button>
        <Button
          type="submit"
          look="primary"
          data-first={choice.to === null ? undefined : true}
          disabled={blocked || planning}
        >
          {startText(plan)}
        </Button>
      </footer>
      {folder.sheet}
    </form>
  )
}

/** What would be copied; what is left out stands below, clip by clip. */
function Plan({ copyOut }: { readonly copyOut: CopyOut }) {
  const { plan, choice } = useStore(copyOut.store)
  if (plan === null)
    return (
      <section className="copy-plan" aria-label="Plan">
        <p className="dim">
          {choice.to === null
            ? 'Each file is read back from the drive after it was copied, and the folder is sealed with an ASC MHL.'
            : ''}
        </p>
      </section>
    )
  const left = leftLine(plan)
  return (
    <section className="copy-plan" aria-label="Plan">
      <p>{planLine(plan)}</p>
      <p className="mono cut dim" title={visible(plan.folder)}>
        <bdi>{visible(plan.folder)}</bdi>
      </p>
      {plan.remarks.map(({ message }) => (
        <p key={message} className="copy-problem">
          <Mark name="failed" /> {message}
        </p>
      ))}
      {left !== null && (
        <>
          <h3 className="copy-head">{left}</h3>
          <ul className="copy-list">
            {plan.rows
              .filter(({ why }) => why !== null)
              .map(({ assetId, name, why }) => (
                <li key={assetId}>
                  <span className="cut" title={visible(name)}>
                    {visible(name)}
                  </span>
                  <span className="dim">{why}</span>
                </li>
              ))}
          </ul>
        </>
      )}
    </section>
  )
}

function Progress({ copyOut }: { readonly copyOut: CopyOut }) {
  const state = useStore(copyOut.store)
  const { job, result, error, plan } = state
  const running = isRunning(state)
  const line =
    job === null || job.total === null
      ? 'Looking at the files …'
      : [
          percentText(job.progress),
          `${bytesText(job.done)} of ${bytesText(job.total)}`,
          job.speed === null ? null : speedText(job.speed),
          timeLeftText(job.secondsLeft),
        ]
          .filter(Boolean)
          .join(' · ')
  return (
    <div className="copy-out">
      <section className="copy-plan copy-run" aria-label="Copy" aria-live="polite">
        {running && (
          <>
            <p className="mono cut dim" title={visible(plan?.folder ?? '')}>
              <bdi>{visible(plan?.folder ?? '')}</bdi>
            </p>
            <Bar share={job?.progress ?? 0} label="Copied and read back" />
            <p>{job?.heldBy ?? line}</p>
          </>
        )}
        {result !== null && (
          <>
            <p className="copy-verdict selectable">
              <Mark name={result.complete && result.sealed ? 'verified' : 'failed'} /> {result.sentence}
            </p>
            {result.report !== null && (
              <p className="mono cut dim" title={visible(result.report)}>
                <bdi>{visible(result.report)}</bdi>
              </p>
            )}
            <ul className="copy-list">
              {result.problems.map(({ path, message }) => (
                <li key={`${path} ${message}`}>
                  <span className="cut" title={visible(path)}>
                    {visible(path)}
                  </span>
                  <span className="dim">{message}</span>
                </li>
              ))}
            </ul>
          </>
        )}
        {error !== null && (
          <p className="copy-problem selectable" role="alert">
            <Mark name="failed" /> {error}
          </p>
        )}
      </section>
      <footer className="copy-foot">
        <span className="copy-said" />
        {running && <Button onClick={() => void copyOut.stop()}>Stop</Button>}
        {!running && <Button onClick={() => copyOut.again()}>Copy again …</Button>}
        <Button look={running ? 'plain' : 'primary'} data-first onClick={() => copyOut.close()}>
          {running ? 'Hide' : 'Done'}
        </Button>
      </footer>
    </div>
  )
}
