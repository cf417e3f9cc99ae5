/**
 * Adds a remote: named, tested, and only then synced with.
 */
import { FolderOpen } from 'lucide-react'
import { useState } from 'react'
import { toRushesError } from '../../../shared/contract/client.ts'
import type { RemoteTest } from '../../../shared/model/sync.ts'
import { Button, Mark, Segmented, Sheet, Switch } from '../../ui/index.ts'
import { useFolder, useLibrary } from '../library/index.ts'
import { Field, keysOf } from './fields.tsx'

type Kind = 's3' | 'folder'

/** The sheet. */
export function AddRemote({ onClose }: { readonly onClose: () => void }) {
  const {
    actions,
    remotes,
    toasts,
    platform,
    connection: { client },
  } = useLibrary()
  const folder = useFolder('Choose the folder to sync with')
  const [kind, setKind] = useState<Kind>('s3')
  const [bucket, setBucket] = useState('')
  const [endpoint, setEndpoint] = useState('')
  const [region, setRegion] = useState('')
  const [path, setPath] = useState('')
  const [id, setId] = useState('')
  const [secret, setSecret] = useState('')
  const [encrypt, setEncrypt] = useState(false)
  const [passphrase, setPassphrase] = useState('')
  const [test, setTest] = useState<RemoteTest | null>(null)
  const [busy, setBusy] = useState(false)
  const [recovery, setRecovery] = useState<string | null>(null)
  const url = kind === 'folder' ? folderUrl(path) : bucketUrl(bucket, endpoint, region)
  const keys = keysOf(id, secret)
  const secrets = { ...(keys !== undefined && { keys }), ...(passphrase !== '' && { passphrase }) }
  const needsPassphrase = encrypt || test?.encrypted === true
  const ready = (kind === 'folder' ? path !== '' : bucket.trim() !== '') && (!needsPassphrase || passphrase !== '')
  const look = (): void => {
    setBusy(true)
    setTest(null)
    client.remotes
      .test({ url, secrets })
      .then(setTest, (thrown: unknown) => toasts.fail(toRushesError(thrown).message))
      .finally(() => setBusy(false))
  }
  const add = (): void => {
    setBusy(true)
    void actions
      .run(async (opId) => {
        const { remote, recoveryCode } = await client.remotes.add({ opId, url, secrets, encrypt })
        platform.bridge?.keepSecrets(remote.url, secrets)
        void remotes.refresh()
        if (recoveryCode === null) onClose()
        else setRecovery(recoveryCode)
      })
      .then(() => setBusy(false))
  }
  if (recovery !== null) return <Recovery code={recovery} onClose={onClose} />
  return (
    <Sheet open title="Add remote" onClose={onClose}>
      <form
        className="sync-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (test?.ok === true) add()
          else look()
        }}
      >
        <Segmented
          label="Kind of remote"
          value={kind}
          onChange={(next: Kind) => {
            setKind(next)
            setTest(null)
          }}
          choices={[
            { value: 's3', label: 'Bucket (S3)' },
            { value: 'folder', label: 'Folder (NAS, drive)' },
          ]}
        />
        {kind === 's3' ? (
          <>
            <Field
              label="Bucket and folder"
              data-first
              placeholder="crew-bucket/show"
              value={bucket}
              onText={(text) => {
                setBucket(text)
                setTest(null)
              }}
            />
            <div className="asked-pair">
              <Field
                label="Address"
                placeholder="empty for AWS"
                value={endpoint}
                onText={(text) => {
                  setEndpoint(text)
                  setTest(null)
                }}
              />
              <Field
                label="Region"
                placeholder="eu-central-1"
                value={region}
                onText={(text) => {
                  setRegion(text)
                  setTest(null)
                }}
              />
            </div>
            <div className="asked-pair">
              <Field label="Access key" placeholder="empty for the profile" value={id} onText={setId} />
              <Field label="Secret key" type="password" value={secret} onText={setSecret} />
            </div>
          </>
        ) : (
          <div className="asked-folder">
            <Field
              label="Folder"
              data-first
              placeholder="/Volumes/NAS/show"
              value={path}
              onText={(text) => {
                setPath(text)
                setTest(null)
              }}
            />
            <Button
              icon={<FolderOpen size={15} />}
              onClick={() =>
                folder.ask((chosen) => {
                  setPath(chosen)
                  setTest(null)
                })
              }
            >
              Choose
            </Button>
          </div>
        )}
        <div className="remote-rule">
          <span>
            Encrypt what is stored there
            <span className="dim sync-side">Names and pictures can’t be read without the passphrase</span>
          </span>
          <Switch label="Encrypt what is stored there" on={encrypt} onChange={setEncrypt} />
        </div>
        {needsPassphrase && (
          <Field
            label="Passphrase"
            type="password"
            value={passphrase}
            onText={setPassphrase}
            hint="Everyone who shares the library needs it. It is not stored in the library."
          />
        )}
        <ul className="sync-findings" aria-live="polite">
          {test?.findings.map((finding) => (
            <li key={finding.text}>
              <Mark
                name={finding.state === 'ok' ? 'verified' : finding.state === 'attention' ? 'attention' : 'failed'}
                size={13}
              />
              {finding.text}
            </li>
          ))}
        </ul>
        <footer className="guard-foot">
          <Button disabled={!ready || busy} onClick={look}>
            Test
          </Button>
          <Button look="primary" type="submit" disabled={!ready || busy}>
            {test?.ok === true ? (test.holds === 'this' ? 'Resume syncing' : 'Start syncing') : 'Test and continue'}
          </Button>
        </footer>
      </form>
      {folder.sheet}
    </Sheet>
  )
}

/** The code that opens the library when the passphrase is lost: shown this once. */
function Recovery({ code, onClose }: { readonly code: string; readonly onClose: () => void }) {
  return (
    <Sheet open size="small" title="Write this code down" onClose={onClose}>
      <div className="sync-form">
        <p>If the passphrase is lost, only this code opens what is stored there. It is shown once and saved nowhere.</p>
        <p className="sync-code mono selectable">{code}</p>
        <footer className="guard-foot">
          <Button look="primary" data-first onClick={onClose}>
            I have written it down
          </Button>
        </footer>
      </div>
    </Sheet>
  )
}

function folderUrl(path: string): string {
  const slashed = path.replaceAll('\\', '/')
  return `file://${slashed.startsWith('/') ? '' : '/'}${slashed.split('/').map(encodeURIComponent).join('/').replaceAll('%3A', ':')}`
}

function bucketUrl(bucket: string, endpoint: string, region: string): string {
  const parameters = [
    ...(endpoint.trim() === ''
      ? []
      : [`endpoint=${/^https?:\/\//.test(endpoint.trim()) ? endpoint.trim() : `https://${endpoint.trim()}`}`]),
    ...(region.trim() === '' ? [] : [`region=${encodeURIComponent(region.trim())}`]),
  ]
  return `s3://${bucket
    .trim()
    .replace(/^s3:\/\//, '')
    .replace(/\/+$/, '')}${parameters.length === 0 ? '' : `?${parameters.join('&')}`}`
}
