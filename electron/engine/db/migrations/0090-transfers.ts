/** What goes to remotes, and what is known to lie there. All but `transfer` can be learned again from the remote. */
export const transfers = {
  number: 90,
  name: 'transfers',
  sql: `
-- The outbox: a content that is to go to a remote, or went there. 'state' is waiting, sending, done or failed.
CREATE TABLE transfer (
  remote_id TEXT NOT NULL,
  content_id TEXT NOT NULL,
  -- posters, proxies, documents, originals; 'rank' is the order in which they go.
  cargo TEXT NOT NULL,
  rank INTEGER NOT NULL,
  xxh128 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  next_try_at INTEGER NOT NULL DEFAULT 0,
  note TEXT,
  -- The root that proves the whole, once it is there.
  root BLOB,
  queued_at INTEGER NOT NULL,
  ended_at INTEGER,
  PRIMARY KEY (remote_id, content_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX transfer_next ON transfer (remote_id, state, rank, queued_at);

-- How much of each cargo is in which state, kept by triggers: it is asked for several times a second.
CREATE TABLE transfer_load (
  remote_id TEXT NOT NULL,
  cargo TEXT NOT NULL,
  state TEXT NOT NULL,
  items INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (remote_id, cargo, state)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER transfer_load_more AFTER INSERT ON transfer BEGIN
  INSERT INTO transfer_load (remote_id, cargo, state, items, bytes) VALUES (new.remote_id, new.cargo, new.state, 1, new.bytes)
    ON CONFLICT (remote_id, cargo, state) DO UPDATE SET items = items + 1, bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER transfer_load_less AFTER DELETE ON transfer BEGIN
  UPDATE transfer_load SET items = items - 1, bytes = bytes - old.bytes WHERE remote_id = old.remote_id AND cargo = old.cargo AND state = old.state;
END;
CREATE TRIGGER transfer_load_other AFTER UPDATE OF cargo, state, bytes ON transfer BEGIN
  UPDATE transfer_load SET items = items - 1, bytes = bytes - old.bytes WHERE remote_id = old.remote_id AND cargo = old.cargo AND state = old.state;
  INSERT INTO transfer_load (remote_id, cargo, state, items, bytes) VALUES (new.remote_id, new.cargo, new.state, 1, new.bytes)
    ON CONFLICT (remote_id, cargo, state) DO UPDATE SET items = items + 1, bytes = bytes + excluded.bytes;
END;

-- Packs at a remote. 'flight': given to the store, no answer yet · 'sent': there, in no index · 'indexed': others know of it.
CREATE TABLE remote_pack (
  id INTEGER PRIMARY KEY,
  remote_id TEXT NOT NULL,
  name BLOB NOT NULL,
  bytes INTEGER NOT NULL,
  state TEXT NOT NULL,
  -- 1 while a plan says that it goes: nothing new may rest on it.
  doomed INTEGER NOT NULL DEFAULT 0,
  UNIQUE (remote_id, name)
) STRICT;
CREATE INDEX remote_pack_open ON remote_pack (remote_id, state) WHERE state <> 'indexed';

-- Where chunks lie. One may lie in several packs. Names differ between remotes: they are keyed by the repository.
CREATE TABLE remote_chunk (
  name BLOB NOT NULL,
  pack INTEGER NOT NULL REFERENCES remote_pack(id),
  offset INTEGER NOT NULL,
  stored INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (name, pack)
) STRICT, WITHOUT ROWID;
CREATE INDEX remote_chunk_pack ON remote_chunk (pack);

-- Contents whose manifest is known to lie at a remote, in the object 'key'.
CREATE TABLE remote_content (
  remote_id TEXT NOT NULL,
  name BLOB NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (remote_id, name)
) STRICT, WITHOUT ROWID;

-- Indexes and bundles that were read.
CREATE TABLE remote_object (
  remote_id TEXT NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (remote_id, key)
) STRICT, WITHOUT ROWID;
`,
} as const
