/**
 * What is said of a clip in one collection.
 */
export const collectionNotes = {
  number: 421,
  name: 'collection-notes',
  sql: `
CREATE TABLE collection_note (
  collection_id TEXT NOT NULL,
  asset_id TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (collection_id, asset_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX collection_note_asset ON collection_note (asset_id);
`,
} as const
