/**
 * Going on with an offload that lacks something: at once where its drives are connected, else as soon as they are back.
 */
import { RotateCw } from 'lucide-react'
import { useResource } from '../../api/index.ts'
import { Button } from '../../ui/index.ts'
import { useLibrary } from '../library/index.ts'
import { drivesAway, type Resumable } from './drives-away.ts'

/**
 * `onChanged` is called once it is resumed, and when it is to be resumed by itself or not; `short` leaves the drives to
 * the tip.
 */
export function ResumeButton({
  offload,
  look = 'primary',
  short = false,
  onChanged,
}: {
  readonly offload: Resumable
  readonly look?: 'primary' | 'plain'
  readonly short?: boolean
  readonly onChanged?: () => void
}) {
  const {
    volumes,
    actions,
    toasts,
    connection: { client },
  } = useLibrary()
  const drives = useResource(volumes).data
  const away = drives === null ? [] : drivesAway(offload, drives)
  const { id, name } = offload
  const resume = (): void =>
    void actions.run(async (opId) => {
      await client.offloads.resume({ opId, id })
      toasts.say(`${name} is resumed`)
      onChanged?.()
    })
  const byItself = (on: boolean): void =>
    void actions.run(async (opId) => {
      await client.offloads.resumeItself({ opId, id, on })
      onChanged?.()
      if (on)
        toasts.say(`${name} resumes automatically when ${away.join(' and ')} ${away.length === 1 ? 'is' : 'are'} back`)
    })
  if (away.length === 0)
    return (
      <Button look={look} icon={<RotateCw size={14} />} onClick={resume}>
        Resume
      </Button>
    )
  if (offload.resumes === 'itself')
    return (
      <Button look="plain" title="Ask before it resumes" onClick={() => byItself(false)}>
        {short ? 'Resumes automatically' : `Waiting for ${away.join(' and ')} · Cancel`}
      </Button>
    )
  return (
    <Button
      look={look}
      icon={<RotateCw size={14} />}
      title={`${away.join(' and ')} ${away.length === 1 ? 'is' : 'are'} not connected`}
      onClick={() => byItself(true)}
    >
      {short ? 'Resume when back' : `Resume when ${away.join(' and ')} ${away.length === 1 ? 'is' : 'are'} back`}
    </Button>
  )
}
