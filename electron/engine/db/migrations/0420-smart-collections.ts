/**
 * Smart collections, folders of collections, and where each stands.
 */
export const smartCollections = {
  number: 420,
  name: 'smart-collections',
  sql: `
CREATE TABLE smart_collection (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  -- {text, language} as JSON: the query, and the version of the language that it was saved in.
  search TEXT NOT NULL,
  -- A folder, which may be gone or not here yet; null: at the top.
  parent TEXT,
  -- Where it stands among the others; null: after those that have a place, by name.
  position TEXT,
  removed INTEGER NOT NULL,
  clock TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE collection_folder (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  parent TEXT,
  position TEXT,
  removed INTEGER NOT NULL,
  clock TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

ALTER TABLE collection ADD COLUMN parent TEXT;
ALTER TABLE collection ADD COLUMN position TEXT;
`,
} as const
