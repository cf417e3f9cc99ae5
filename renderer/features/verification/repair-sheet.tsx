/**
 * Repairing: what exactly will happen is said and asked first; then how far it is, and how it ended.
 */
import { useEffect, useState } from 'react'
import { toRushesError } from '../../../shared/contract/client.ts'
import type { RepairStep } from '../../../shared/model/verification.ts'
import { Bar, Button, Mark, Sheet, useNow } from '../../ui/index.ts'
import { agoText, bytesText, countText, pathParts, percentText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'
import type { Repairing } from './verification-store.ts'
import { useVerification, useVerificationState } from './context.ts'

/** The sheet, while it is asked for. */
export function RepairSheet() {
  const verifier = useVerification()
  const asked = useVerificationState((state) => state.asked)
  const repairing = useVerificationState((state) => state.repairing)
  if (asked === null) return null
  const running = repairing?.running === true
  return (
    <Sheet
      open
      size="medium"
      title={asked.length === 1 ? 'Repair a bad copy' : `Repair ${countText(asked.length, 'bad copy', 'bad copies')}`}
      onClose={() => verifier.close()}
      closeLabel={running ? 'Hide, it keeps running' : 'Close'}
      aside={running ? 'Keeps running in the background' : ''}
    >
      {repairing === null ? <Before fileIds={asked} /> : <During repairing={repairing} />}
    </Sheet>
  )
}

function Before({ fileIds }: { readonly fileIds: readonly string[] }) {
  const {
    connection: { client },
  } = useLibrary()
  const verifier = useVerification()
  const now = useNow()
  // Opened for one copy, a person has that one in view: it is repaired even where somebody changed it.
  const named = fileIds.length === 1
  const [steps, setSteps] = useState<readonly RepairStep[] | null>(null)
  const [error, setError] = useState<string | null>(null)
  useEffect(() => {
    const asking = new AbortController()
    client.verify
      .repairPlan({ fileIds: [...fileIds], named }, { signal: asking.signal })
      .then(setSteps, (thrown: unknown) => {
        if (!asking.signal.aborted) setError(toRushesError(thrown).message)
      })
    return () => asking.abort()
  }, [client, fileIds, named])
  const possible = (steps ?? []).filter((step) => step.why === null)
  const bytes = possible.reduce((sum, step) => sum + step.bytes, 0)
  return (
    <>
      <div className="repair">
        <p>
          The good copy is read and compared, a new one is written beside the bad one and read back from its drive. Only
          then the bad one is moved aside and the new one takes its place. Nothing is deleted.
        </p>
        <ul className="repair-steps" aria-label="What will happen">
          {(steps ?? []).map((step) => (
            <li key={step.fileId} className="repair-step" aria-label={pathParts(step.path).name}>
              <p className="repair-name">
                {step.why === null ? <Mark name="failed" size={13} /> : <Mark name="attention" size={13} />}
                <span className="cut" title={step.path}>
                  {pathParts(step.path).name}
                </span>
                <span className="dim">
                  {bytesText(step.bytes)} on {step.volumeLabel}
                </span>
              </p>
              {step.from === null ? (
                <p className="repair-line">
                  <span className="dim">Not now</span>
                  <span className="selectable">
                    {step.why}{' '}
                    {step.changed && (
                      <Button look="quiet" onClick={() => verifier.ask([step.fileId])}>
                        Repair this one …
                      </Button>
                    )}
                  </span>
                </p>
              ) : (
                <>
                  {step.changed && (
                    <p className="repair-line">
                      <span className="dim">Changed</span>
                      <span>
                        after it was verified. Somebody may have meant that: look at it before you replace it.
                      </span>
                    </p>
                  )}
                  <p className="repair-line">
                    <span className="dim">Made from</span>
                    <span className="selectable">
                      <span className="mono">{step.from.path}</span>
                      {step.from.verifiedAt === null ? '' : `, verified ${agoText(step.from.verifiedAt, now)}`}
                    </span>
                  </p>
                  <p className="repair-line">
                    <span className="dim">The bad one</span>
                    <span className="selectable">
                      {step.aside === null ? (
                        'is gone already'
                      ) : (
                        <>
                          goes to <span className="mono">{step.aside}</span>
                        </>
                      )}
                    </span>
                  </p>
                </>
              )}
            </li>
          ))}
          {steps?.length === 0 && (
            <li className="repair-step">None of these copies is bad any more: there is nothing to repair.</li>
          )}
        </ul>
        {error !== null && <p role="alert">{error}</p>}
      </div>
      <footer className="guard-foot">
        <span className="repair-sum dim">{possible.length === 0 ? '' : `${bytesText(bytes)} to write`}</span>
        <Button data-first onClick={() => verifier.close()}>
          Not now
        </Button>
        <Button
          look="primary"
          disabled={possible.length === 0}
          onClick={() =>
            void verifier.repair(
              possible.map(({ fileId }) => fileId),
              named,
            )
          }
        >
          {possible.length > 1 ? `Repair ${possible.length} copies` : 'Repair'}
        </Button>
      </footer>
    </>
  )
}

function During({ repairing: { running, share, path, done, sentence } }: { readonly repairing: Repairing }) {
  const verifier = useVerification()
  return (
    <>
      <div className="repair">
        <p aria-live="polite">{running ? `Repairing ${pathParts(path).name || '…'}` : sentence}</p>
        <div className="repair-progress">
          <Bar
            label="Repaired"
            share={share}
            look={running ? 'accent' : done.some(({ type }) => type === 'failed') ? 'failure' : 'verified'}
          />
          <span className="dim">{percentText(share)}</span>
        </div>
        <ul className="repair-steps" aria-label="What happened">
          {done.map((one) => (
            <li key={one.fileId} className="repair-step">
              <p className="repair-name">
                <Mark name={one.type === 'healed' ? 'verified' : 'failed'} size={13} />
                <span className="cut" title={one.path}>
                  {pathParts(one.path).name}
                </span>
              </p>
              {one.type === 'failed' ? (
                <p className="repair-line">
                  <span className="dim">Not repaired</span>
                  <span className="selectable">{one.message}</span>
                </p>
              ) : (
                <>
                  <p className="repair-line">
                    <span className="dim">Made from</span>
                    <span className="mono selectable">{one.from}</span>
                  </p>
                  <p className="repair-line">
                    <span className="dim">The bad one</span>
                    <span className="selectable">
                      {one.aside === null ? (
                        'was gone already'
                      ) : (
                        <>
                          is kept at <span className="mono">{one.aside}</span>
                        </>
                      )}
                    </span>
                  </p>
                </>
              )}
            </li>
          ))}
        </ul>
      </div>
      <footer className="guard-foot">
        <Button look={running ? 'plain' : 'primary'} data-first onClick={() => verifier.close()}>
          {running ? 'Hide' : 'Done'}
        </Button>
      </footer>
    </>
  )
}
