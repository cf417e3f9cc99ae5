/**
 * Presets of proxies that people keep.
 */
export const proxyPresets = {
  number: 320,
  name: 'proxy-presets',
  sql: `
CREATE TABLE proxy_preset (
  -- Its name without case.
  key TEXT PRIMARY KEY,
  body TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`,
} as const
