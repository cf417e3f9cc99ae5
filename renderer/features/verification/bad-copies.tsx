/**
 * Copies that went bad, by drive: where, what is wrong, and the good copies that can repair them.
 */
import { useResource } from '../../api/index.ts'
import { Button, Mark, useNow } from '../../ui/index.ts'
import { bytesText, countText } from '../../ui/words.ts'
import { useLibrary } from '../library/index.ts'
import { byDrive, copyName, cureText, wrongText } from './verification-words.ts'
import { useVerification } from './context.ts'

/** The section; nothing where every copy is good. */
export function BadCopies() {
  const { bad } = useLibrary()
  const { data } = useResource(bad)
  const verifier = useVerification()
  const now = useNow()
  if (data === null || data.length === 0) return null
  return (
    <section aria-label="Bad copies" className="bad">
      <h2 className="drives-head">Bad copies</h2>
      {byDrive(data).map(({ volumeId, label, copies }) => {
        const curable = copies.filter((copy) => cureText(copy, now).can)
        return (
          <div key={volumeId} className="bad-drive">
            <div className="bad-head">
              <p>
                <Mark name="failed" size={14} />
                <span>
                  {countText(copies.length, 'copy', 'copies')} on {label} {copies.length === 1 ? 'has' : 'have'} gone
                  bad
                </span>
              </p>
              {curable.length > 1 && (
                <Button onClick={() => verifier.ask(curable.map(({ fileId }) => fileId))}>
                  Repair all {curable.length} …
                </Button>
              )}
            </div>
            <ul aria-label={`Bad copies on ${label}`}>
              {copies.map((copy) => {
                const cure = cureText(copy, now)
                const { name, folder } = copyName(copy)
                return (
                  <li key={copy.fileId} className="bad-copy" aria-label={name}>
                    <div className="bad-what">
                      <p className="bad-name" title={copy.path}>
                        <span className="cut">{name}</span>
                        <span className="dim">{bytesText(copy.bytes)}</span>
                      </p>
                      <p className="mono dim cut" title={folder}>
                        <bdi>{folder}</bdi>
                      </p>
                    </div>
                    <div className="bad-why">
                      <p>{wrongText(copy, now)}</p>
                      <p className="dim bad-cure">
                        {cure.can ? <Mark name="verified" size={12} /> : <Mark name="attention" size={12} />}
                        <span
                          className={cure.can ? 'cut' : undefined}
                          title={copy.good.map(({ path }) => path).join(' · ')}
                        >
                          {cure.text}
                        </span>
                      </p>
                    </div>
                    <Button look="quiet" disabled={!cure.can} onClick={() => verifier.ask([copy.fileId])}>
                      Repair …
                    </Button>
                  </li>
                )
              })}
            </ul>
          </div>
        )
      })}
    </section>
  )
}
