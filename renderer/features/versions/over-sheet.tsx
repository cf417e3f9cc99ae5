/**
 * A past version replaces the current one: said before it is done.
 */
import type { Version } from '../../../shared/model/versions.ts'
import { Button, Sheet } from '../../ui/index.ts'
import { useLibrary } from '../library/index.ts'

/** The sheet. */
export function OverSheet({
  assetId,
  name,
  version,
  onClose,
}: {
  readonly assetId: string
  readonly name: string
  readonly version: Version
  readonly onClose: () => void
}) {
  const {
    actions,
    toasts,
    connection: { client },
  } = useLibrary()
  const go = (): void => {
    onClose()
    void actions.run(async (opId) => {
      const { path, keptRevision } = await client.versions.restore({
        opId,
        assetId,
        revision: version.revision,
        to: null,
        over: true,
      })
      toasts.say(
        `${path} is version ${version.revision} again${keptRevision === null ? '' : `; the replaced file is version ${keptRevision}`}`,
      )
    })
  }
  return (
    <Sheet open size="small" title={`Version ${version.revision} replaces the current one`} onClose={onClose}>
      <div className="over-text">
        <p>
          {name} is read and kept as a version first, so that this can be undone. Then the file is replaced by version{' '}
          {version.revision}.
        </p>
        <p className="dim">Close it in other programs before. Nothing else is touched.</p>
      </div>
      <footer className="over-foot">
        <Button data-first onClick={onClose}>
          Not now
        </Button>
        <Button look="primary" onClick={go}>
          Replace the file
        </Button>
      </footer>
    </Sheet>
  )
}
