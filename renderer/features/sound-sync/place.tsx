import { AudioLines } from 'lucide-react'
import type { Place } from '../library/index.ts'
import { SoundView } from './sound-view.tsx'

/** Sound of the day's clips. */
export const soundSyncPlace: Place = {
  id: 'sound',
  label: 'Sound',
  title: 'Sound sync: the sound of the day’s clips',
  icon: AudioLines,
  keys: ['Mod+Shift+Y'],
  Page: () => <SoundView />,
  sidebar: { group: 'Tools', label: 'Sound sync', hint: 'The sound of the day’s clips' },
  onPhone: false,
}
