/**
 * Why a clip can't be read, or something could not be made of it: the sentence, and one press away what was run and how
 * that ended.
 */
import type { Trouble } from '../../../shared/model/asset.ts'
import { Button, Mark } from '../../ui/index.ts'
import { useLibrary } from '../library/index.ts'

/** All of them. */
export function Troubles({ troubles }: { readonly troubles: readonly Trouble[] }) {
  return troubles.map((trouble) => <One key={trouble.jobId ?? trouble.what} trouble={trouble} />)
}

function One({ trouble: { what, said, command, log, jobId } }: { readonly trouble: Trouble }) {
  const {
    actions,
    connection: { client },
  } = useLibrary()
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
          <Button look="quiet" onClick={() => void actions.run((opId) => client.jobs.retry({ opId, ids: [jobId] }))}>
            Try again
          </Button>
        )}
      </div>
    </div>
  )
}
