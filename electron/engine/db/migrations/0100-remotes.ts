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

-- The bytes of a derivative as they are sent; null until they were read for it.
ALTER TABLE derivative ADD COLUMN xxh128 TEXT;

-- Derivatives that other devices made and that are not here yet.
CREATE TABLE remote_derivative (
  content_id TEXT NOT NULL REFERENCES content(id),
  recipe TEXT NOT NULL,
  recipe_version INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  xxh128 TEXT NOT NULL,
  mime TEXT NOT NULL,
  width INTEGER,
  height INTEGER,
  meta TEXT NOT NULL,
  PRIMARY KEY (content_id, recipe, recipe_version)
) STRICT, WITHOUT ROWID;

-- Things that were spoken of before they were known here: looked at again after each pull.
CREATE TABLE cell_pending (entity TEXT NOT NULL, entity_id TEXT NOT NULL, PRIMARY KEY (entity, entity_id)) STRICT, WITHOUT ROWID;

-- Places of clips that a third device has told of and whose facts have not come yet. 'value' as it was told.
CREATE TABLE place_pending (id TEXT PRIMARY KEY, clock TEXT NOT NULL, value TEXT NOT NULL, device TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Tags of heads that were read: an unchanged one has nothing new.
CREATE TABLE journal_head (remote_id TEXT NOT NULL, device TEXT NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (remote_id, device)) STRICT, WITHOUT ROWID;
`,
} as const
