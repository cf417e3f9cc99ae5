/** Places that the library is kept in step with. Keys and passphrases never stand here. */
export const remotes = {
  number: 100,
  name: 'remotes',
  sql: `
CREATE TABLE remote (
  id TEXT PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  -- What goes there, how fast and when: RemoteRules as JSON.
  rules TEXT NOT NULL,
  paused INTEGER NOT NULL DEFAULT 0,
  encrypted INTEGER NOT NULL DEFAULT 0,
  removed INTEGER NOT NULL DEFAULT 0,
  true_at INTEGER,
  created_at INTEGER NOT NULL
) STRICT;

-- Clips whose originals go to remotes that take pinned ones, and stay here.
CREATE TABLE pinned_asset (asset_id TEXT PRIMARY KEY REFERENCES asset(id)) STRICT, WITHOUT ROWID;
`,
} as const
