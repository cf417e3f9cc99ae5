/**
 * Going on with an offload that lacks something: at once where its drives are connected, else as soon as they are back.
 */
import { RotateCw } from 'lucide-react'
import { isLost, type CountedDestination } from '../../../shared/copies/offload.ts'
import { useResource } from '../../api/index.ts'
import { Button } from '../../ui/index.ts'
import { useLibrary } from '../library/index.ts'

/** What the button needs of an offload; a row of the history has it too. */
export interface Resumable {
  readonly id: string
  readonly name: string
  readonly resumes: 'asked' | 'itself'
  readonly destinations: readonly (CountedDestination & { readonly volumeLabel: string })[]
}

/** The labels of drives that were lost and are not connected now. */
export function drivesAway({ destinations }: Pick<Resumable, 'destinations'>, connected: readonly { readonly label: string; readonly online: boolean }[]): string[] {
  return [...new Set(destinations.filter(isLost).map((one) => one.volumeLabel))].filter((label) => !connected.some((drive) => drive.online && drive.label === label))
}

/** `onResumed` is called once it goes on; `short` leaves the drives to the tip. */
export function ResumeButton({ offload, look = 'primary', short = false, onResumed }: {
  readonly offload: Resumable; readonly look?: 'primary' | 'plain'; readonly short?: boolean; readonly onResumed?: () => void
}) {
  const { volumes, actions, toasts, connection: { client } } = useLibrary()
  const drives = useResource(volumes).data
  const away = drives === null ? [] : drivesAway(offload, drives)
  const { id, name } = offload
  const resume = (): void => void actions.run(async (opId) => {
    await client.offloads.resume({ opId, id })
    toasts.say(`${name} is resumed`)
    onResumed?.()
  })
  const byItself = (on: boolean): void => void actions.run(async (opId) => {
    await client.offloads.resumeItself({ opId, id, on })
    if (on) toasts.say(`${name} resumes automatically when ${away.join(' and ')} ${away.length === 1 ? 'is' : 'are'} back`)
  })
  if (away.length === 0) return <Button look={look} icon={<RotateCw size={14} />} onClick={resume}>Resume</Button>
  if (offload.resumes === 'itself') return <Button look="plain" title="Ask before it resumes" onClick={() => byItself(false)}>{short ? 'Resumes automatically' : `Waiting for ${away.join(' and ')} · Cancel`}</Button>
  return <Button look={look} icon={<RotateCw size={14} />} title={`${away.join(' and ')} ${away.length === 1 ? 'is' : 'are'} not connected`} onClick={() => byItself(true)}>{short ? 'Resume when back' : `Resume when ${away.join(' and ')} ${away.length === 1 ? 'is' : 'are'} back`}</Button>
}
