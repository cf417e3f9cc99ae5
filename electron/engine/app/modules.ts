/**
 * The list of modules, in the order in which they start. They end in reverse. A new capability adds its line here.
 */
import type { EngineBase } from './base.ts'
import { compose } from './compose.ts'
import type { Disposal } from './disposal.ts'
import {
  bytesModule,
  verificationJobModule,
  verificationModule,
  driveModule,
  presenceModule,
  scanJobModule,
  scanModule,
  ingestModule,
  watchModule,
} from './drive-modules.ts'
import { stillModule } from '../stills/still-module.ts'
import { copyModule } from '../selection-copy/copy-module.ts'
import { cacheModule } from '../cache/cache-module.ts'
import { editProxyModule } from '../edit-proxies/edit-proxy-module.ts'
import { lutModule } from '../luts/lut-module.ts'
import { announceModule, eventModule } from './event-modules.ts'
import { backupModule, correctionModule, remoteModule } from './library-modules.ts'
import {
  activityModule,
  aliasModule,
  catalogueThreadModule,
  deriveModule,
  hashModule,
  probingModule,
  lookIntoModule,
  makerModule,
  mediaGroupModule,
  mediaModule,
  queueModule,
  rereadingModule,
} from './media-modules.ts'
import { soundSyncModule } from '../sound-sync/sound-sync-module.ts'
import { offloadModule, pictureModule, presentModule, reportJobModule, reportModule } from './offload-modules.ts'

/** Starts every module over an open library. */
export function startModules(base: EngineBase, disposal: Disposal) {
  return compose(base, disposal)
    .add(activityModule)
    .add(mediaModule)
    .add(hashModule)
    .add(aliasModule)
    .add(catalogueThreadModule)
    .add(lutModule)
    .add(makerModule)
    .add(mediaGroupModule)
    .add(queueModule)
    .add(deriveModule)
    .add(probingModule)
    .add(rereadingModule)
    .add(lookIntoModule)
    .add(presentModule)
    .add(reportModule)
    .add(editProxyModule)
    .add(cacheModule)
    .add(stillModule)
    .add(soundSyncModule)
    .add(offloadModule)
    .add(pictureModule)
    .add(copyModule)
    .add(bytesModule)
    .add(ingestModule)
    .add(scanModule)
    .add(scanJobModule)
    .add(watchModule)
    .add(presenceModule)
    .add(verificationModule)
    .add(verificationJobModule)
    .add(reportJobModule)
    .add(driveModule)
    .add(remoteModule)
    .add(eventModule)
    .add(announceModule)
    .add(correctionModule)
    .add(backupModule).parts
}

/** Every part of the engine, by its module's name. */
export type EngineParts = ReturnType<typeof startModules>
