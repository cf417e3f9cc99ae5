/**
 * Settings of versions: whether they are kept, and when old ones are thinned; switched on only after what would go was
 * seen.
 */
import { useState } from 'react'
import { toRushesError } from '../../../shared/contract/client.ts'
import type { Settings } from '../../../shared/model/work.ts'
import type { Thinning } from '../../../shared/model/versions.ts'
import { Button, Switch, useNow } from '../../ui/index.ts'
import { bytesText, countText, momentText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'
import { Line } from './line.tsx'

/** So many of those that would go are named. */
const SHOWN = 5

/** The lines. */
export function VersionSettings({
  settings,
  set,
}: {
  readonly settings: Settings
  readonly set: (changes: Partial<Settings>) => void
}) {
  const {
    toasts,
    connection: { client },
  } = useLibrary()
  const [preview, setPreview] = useState<Thinning | null>(null)
  const { retention } = settings
  const now = useNow()
  const ask = (on: boolean): void => {
    if (!on) {
      set({ retention: { ...retention, on: false } })
      setPreview(null)
      return
    }
    client.versions
      .preview({ ...retention, on: true })
      .then(setPreview, (thrown: unknown) => toasts.fail(toRushesError(thrown).message))
  }
  const go = (): void => {
    set({ retention: { ...retention, on: true } })
    setPreview(null)
  }
  return (
    <>
      <Line
        label="Keep versions of what is edited"
        hint="Projects, graphics, documents and subtitles in watched folders"
      >
        <Switch
          label="Keep versions of what is edited"
          on={settings.keepVersions}
          onChange={(keepVersions) => set({ keepVersions })}
        />
      </Line>
      <Line
        label="Thin old versions"
        hint={`All of ${retention.keepAllDays} days, one a day for ${retention.keepDailyDays} more, then one a week. Never the newest, the current or a pinned one`}
      >
        <Switch label="Thin old versions" on={retention.on} onChange={ask} />
      </Line>
      {preview !== null && (
        <section className="settings-ask" aria-label="What would be thinned">
          <p>
            {preview.versions === 0
              ? 'Today nothing would be thinned.'
              : `Today the bytes of ${countText(preview.versions, 'version')} would go: ${bytesText(preview.bytes)} of ${bytesText(preview.of)}. Their history stays.`}
          </p>
          {preview.sample.length > 0 && (
            <ul aria-label="Those to be thinned first">
              {preview.sample.slice(0, SHOWN).map((one) => (
                <li key={one.versionId}>
                  <span className="cut">
                    {one.asset}, version {one.revision}
                  </span>
                  <span className="dim">
                    {momentText(one.createdAt, now)} · {bytesText(one.bytes)}
                  </span>
                </li>
              ))}
            </ul>
          )}
          <Button onClick={() => setPreview(null)}>Keep it off</Button>
          <Button look="primary" onClick={go}>
            Switch it on
          </Button>
        </section>
      )}
    </>
  )
}
