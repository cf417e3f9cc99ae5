/**
 * The one contract between the engine and everything that talks to it: window, command line, automation.
 * The engine implements it once; MessagePort, WebSocket and in-memory transports carry it.
 */
import { assets, history, notes } from './assets.ts'
import { collections } from './collections.ts'
import { cache } from './cache.ts'
import { copies } from './copies.ts'
import { events } from './events.ts'
import { editProxies } from './edit-proxies.ts'
import { luts } from './luts.ts'
import { catalogue, mhl, offloads, verify } from './offloads.ts'
import { presets } from './presets.ts'
import { episodes, project, projects, titleVersions } from './projects.ts'
import { reports } from './reports.ts'
import { safety } from './safety.ts'
import { backups, relink, versions } from './versions.ts'
import { soundSync } from './sound-sync.ts'
import { stills } from './stills.ts'
import { remotes, sync } from './sync.ts'
import { roots, volumes } from './watching.ts'
import { engine, jobs, places, settings, shell } from './work.ts'

export const contract = {
  engine,
  events,
  assets,
  notes,
  collections,
  history,
  offloads,
  presets,
  project,
  projects,
  episodes,
  titleVersions,
  reports,
  safety,
  verify,
  mhl,
  catalogue,
  jobs,
  volumes,
  roots,
  versions,
  relink,
  backups,
  remotes,
  sync,
  places,
  settings,
  shell,
  editProxies,
  cache,
  copies,
  stills,
  luts,
  soundSync,
}

export type Contract = typeof contract
