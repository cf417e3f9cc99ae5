/**
 * What taking a checkpoint, comparing with other devices and removing what nobody needs rest on; the order of
 * collections.
 */
export const checkpoints = {
  number: 110,
  name: 'checkpoints',
  sql: `
-- A clock is unique: who replaced a value is believed about it wherever it stands.
CREATE INDEX cell_head_clock ON cell_head (clock);
CREATE INDEX cell_awaited_clock ON cell_awaited (clock);

-- Values of a checkpoint that is being taken: each is entered once, also when it has to begin again with another checkpoint.
CREATE TABLE checkpoint_head (clock TEXT PRIMARY KEY, checkpoint TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Where clips stand in a collection, by the field at:<asset>; kept when one is taken out, for when it comes back.
CREATE TABLE collection_place (collection_id TEXT NOT NULL, asset_id TEXT NOT NULL, position TEXT NOT NULL, PRIMARY KEY (collection_id, asset_id)) STRICT, WITHOUT ROWID;

-- Whether bytes at a remote are those of a derivative that somebody knows.
CREATE INDEX derivative_bytes ON derivative (xxh128, bytes);
CREATE INDEX remote_derivative_bytes ON remote_derivative (xxh128, bytes);
`,
} as const
