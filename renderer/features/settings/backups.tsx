/**
 * Copies of the catalogue, and going back to one.
 */
import { useEffect, useState } from 'react'
import { toRushesError } from '../../../shared/contract/client.ts'
import type { Backup } from '../../../shared/model/versions.ts'
import { Button, useNow } from '../../ui/index.ts'
import { bytesText, countText, momentText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'

const SHOWN = 8

/** The list. */
export function Backups() {
  const {
    actions,
    toasts,
    connection: { client },
  } = useLibrary()
  const [list, setList] = useState<readonly Backup[]>([])
  const [asked, setAsked] = useState<Backup | null>(null)
  const now = useNow()
  useEffect(() => {
    let here = true
    client.backups.list({}).then(
      (found) => {
        if (here) setList(found)
      },
      (thrown: unknown) => {
        if (here) toasts.fail(toRushesError(thrown).message)
      },
    )
    return () => {
      here = false
    }
  }, [client, toasts])
  const restore = (backup: Backup): void => {
    setAsked(null)
    void actions.run(async (opId) => {
      await client.backups.restore({ opId, name: backup.name })
      toasts.say('Going back to the backup; the engine starts again')
    })
  }
  return (
    <section className="settings-backups" aria-label="Backups">
      <p>Backups of the catalogue</p>
      {list.length === 0 && <p className="dim settings-hint">The first one is made within a day.</p>}
      <ul>
        {list.slice(0, SHOWN).map((backup) => (
          <li key={backup.name} className="settings-backup">
            <span>{momentText(backup.createdAt, now)}</span>
            <span className="dim">
              {backup.assets === null ? 'not readable' : countText(backup.assets, 'clip')} · {bytesText(backup.bytes)}
            </span>
            {asked === backup ? (
              <span className="settings-sure">
                <span>The current catalogue is kept as a backup.</span>
                <Button onClick={() => setAsked(null)}>Not now</Button>
                <Button look="primary" onClick={() => restore(backup)}>
                  Restore it
                </Button>
              </span>
            ) : (
              <Button look="quiet" disabled={backup.assets === null} onClick={() => setAsked(backup)}>
                Restore
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
