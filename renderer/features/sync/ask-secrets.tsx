/**
 * A remote asks for its keys, or for the passphrase.
 */
import { useState } from 'react'
import type { Remote } from '../../../shared/model/sync.ts'
import { Button, Sheet } from '../../ui/index.ts'
import { useLibrary } from '../library/index.ts'
import { Field, keysOf } from './fields.tsx'
import { placeName } from './loads.ts'

/** The sheet. */
export function AskSecrets({ remote, onClose }: { readonly remote: Remote; readonly onClose: () => void }) {
  const {
    actions,
    remotes,
    platform,
    connection: { client },
  } = useLibrary()
  const [id, setId] = useState('')
  const [secret, setSecret] = useState('')
  const [passphrase, setPassphrase] = useState('')
  const give = (): void => {
    const keys = keysOf(id, secret)
    const secrets = { ...(keys !== undefined && { keys }), ...(passphrase !== '' && { passphrase }) }
    void actions
      .run((opId) => client.remotes.authenticate({ opId, id: remote.id, secrets }))
      .then((done) => {
        if (done) platform.bridge?.keepSecrets(remote.url, secrets)
        void remotes.refresh()
        if (done) onClose()
        return undefined
      })
  }
  return (
    <Sheet open size="small" title={`Keys for ${placeName(remote.url)}`} onClose={onClose}>
      <form
        className="sync-form"
        onSubmit={(event) => {
          event.preventDefault()
          give()
        }}
      >
        <p className="dim">
          {remote.note ?? 'They are held in memory while Rushes runs, and never written into the library.'}
        </p>
        {remote.kind === 's3' && <Field label="Access key" data-first value={id} onText={setId} />}
        {remote.kind === 's3' && <Field label="Secret key" type="password" value={secret} onText={setSecret} />}
        {remote.encrypted && <Field label="Passphrase" type="password" value={passphrase} onText={setPassphrase} />}
        <footer className="guard-foot">
          <Button onClick={onClose}>Later</Button>
          <Button look="primary" type="submit">
            Continue
          </Button>
        </footer>
      </form>
    </Sheet>
  )
}
