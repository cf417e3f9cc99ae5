/**
 * What each setting takes, in a sentence: for whoever gave it something else.
 */
import type { Settings } from './work.ts'

export const SETTING_TAKES: Readonly<Record<keyof Settings, string>> = {
  dayStartHour: 'dayStartHour takes an hour, 0 to 23: when a shooting day begins.',
  firstDay: 'firstDay takes a date as 2026-11-20, or none.',
  dayNumbers: 'The number of a day is 0 to 9999: day.2026-11-20=12, or none.',
  requiredDevices:
    'requiredDevices takes 1 to 9: disks that must hold a verified copy before a card is safe to format.',
  makeProxies: 'makeProxies takes yes or no.',
  ingestPresets:
    'ingestPresets takes up to 8 names of presets of edit proxies with commas between them (prores-proxy,h264-intra), or none.',
  ingestFolder: 'ingestFolder takes the whole path of a folder, or none.',
  measureMedia: 'measureMedia takes yes or no.',
  hardwareEncoding: 'hardwareEncoding takes yes or no.',
  sequenceRate: 'sequenceRate takes a rate of frames per second, as 24 or 23.976.',
  proxyBudgetBytes: 'proxyBudgetBytes takes an amount of space as 50GB, or none.',
  author: 'author takes a name of up to 200 characters.',
  keepVersions: 'keepVersions takes yes or no.',
  retention: 'Rules for old versions are days and an amount of space. Set them in the settings of the window.',
  nearby: 'nearby takes yes or no.',
  reverifyDays: 'reverifyDays takes 1 to 3650 days, or none.',
  notifyUrl: 'notifyUrl takes an address as https://host/path, or nothing.',
  notifyForm: 'notifyForm takes ntfy or json.',
  messageServer: 'messageServer takes an address as nats://host:4222 without a password, or nothing.',
}

/** The sentence for a path of a refused request; null where it is about no setting. */
export function settingRefused(path: readonly PropertyKey[]): string | null {
  const [first, name] = path
  return first === 'changes' && typeof name === 'string' && Object.hasOwn(SETTING_TAKES, name)
    ? SETTING_TAKES[name as keyof Settings]
    : null
}
