/**
 * The places of the window, in the order of the bar and the sidebar. A feature with a page of its own adds its line here.
 */
import { drivesPlace } from '../features/drives/index.ts'
import { offloadsPlace } from '../features/history/index.ts'
import type { Place } from '../features/library/index.ts'
import { safetyPlace } from '../features/safety/index.ts'
import { soundSyncPlace } from '../features/sound-sync/index.ts'
import { cloudPlace } from '../features/sync/index.ts'

export const PLACES: readonly Place[] = [safetyPlace, offloadsPlace, soundSyncPlace, drivesPlace, cloudPlace]
