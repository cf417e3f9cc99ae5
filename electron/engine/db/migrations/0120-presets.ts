/** Presets of offloads. */
export const presets = {
  number: 120,
  name: 'presets',
  sql: `
CREATE TABLE preset (
  -- The name without its case: "Netflix" and "netflix" are one.
  key TEXT PRIMARY KEY,
  -- The preset as JSON, in the form of its file.
  body TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`,
} as const
