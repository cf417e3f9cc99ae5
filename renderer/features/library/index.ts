/** The library as the window holds it: view, clips, selection, actions. */
export { arrangedCollection, oneOn, shownCollection } from './arranging.ts'
export { searchOf, shownNodes, stepped, type Step } from './collection-search.ts'
export {
  codecText,
  common,
  copyTruth,
  formatText,
  frameLabel,
  frameNumber,
  frameMayBeOff,
  lengthText,
  rasterText,
  slateText,
} from './facts.ts'
export type { Place, PlaceActions } from './place.ts'
export { PAGE, rowAt, type AssetPages, type PagesState } from './pages.ts'
export { MAX_SELECTED } from './selection.ts'
export type { Move, Selection } from './selection-model.ts'
export {
  createLibrary,
  LibraryProvider,
  useActivity,
  useLibrary,
  useSelection,
  useView,
  type Library,
} from './services.tsx'
export {
  INSPECTOR,
  isPlace,
  SIDEBAR,
  TILE,
  type KeyBindings,
  type KeyPreset,
  type Tastes,
  type ViewName,
  type ViewState,
} from './view.ts'
export { KeyHint, KeyHints, useKeyOf } from './key-hints.tsx'
export { useLookFirst } from './look-first.ts'
export { FolderChooser } from './folder-chooser.tsx'
export { reportActions, reportItems, shownDay, useReports, type ReportKind } from './use-reports.tsx'
export { runJob } from './run-job.ts'
export { useFolder } from './use-folder.tsx'
export { copyFacts, type CopiedFact } from './copy-facts.ts'
