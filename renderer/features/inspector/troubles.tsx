/**
 * Why a clip can't be read, or something could not be made of it: the sentence, and one press away what was run and how
 * that ended.
 */
import type { Trouble } from '../../../shared/model/asset.ts'
import { Button, Mark } from '../../ui/index.ts'
import { useLibrary } from '../library/index.ts'

/** All of them; what was said of several works is said once. */
export function Troubles({ troubles }: { readonly troubles: readonly Trouble[] }) {
  const alike = Map.groupBy(troubles, ({ what, said, jobId }) => `${jobId === null} ${what} ${said}`)
  return [...alike].map(([key, same]) => <One key={key} same={same} />)
}

function One({ same }: { readonly same: readonly Trouble[] }) {
  const {
    actions,
    connection: { client },
  } = useLibrary()
  const { what, said, command, log, jobId } = same[0]!
  const ids = same.flatMap((one) => one.jobId ?? [])
  return (
    <div className="in-said">
      <Mark name={jobId === null ? 'attention' : 'failed'} size={14} />
      <div className="in-trouble">
        <p className="selectable">{jobId === null ? said : `${what}: ${said}`}</p>
        {(command !== null || log !== null) && (
          <details>
            <summary>Command and log</summary>
            {log !== null && <pre className="mono selectable">{log}</pre>}
            {command !== null && <pre className="mono selectable">{command}</pre>}
          </details>
        )}
        {jobId !== null && (
          <Button look="quiet" onClick={() => void actions.run((opId) => client.jobs.retry({ opId, ids }))}>
            Try again
          </Button>
        )}
      </div>
    </div>
  )
}
