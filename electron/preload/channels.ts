/** Names of the messages between the preload script and main. */
export const CHANNELS = {
  port: 'rushes:engine-port',
  requestPort: 'rushes:request-engine-port',
  menu: 'rushes:menu',
  chooseFolder: 'rushes:choose-folder',
  chooseSources: 'rushes:choose-sources',
  startDrag: 'rushes:start-drag',
  reveal: 'rushes:reveal',
  showFile: 'rushes:show-file',
  keys: 'rushes:keys',
  openLibrary: 'rushes:open-library',
  notify: 'rushes:notify',
  keepSecrets: 'rushes:keep-secrets',
} as const
