/**
 * Jobs of any kind: what a job is about and its parameters take the place of content and recipe. Jobs of older versions
 * are kept; all of them make one derivative of one content.
 */
import { createHash } from 'node:crypto'
import type { WritableDb } from '../core/handles.ts'

const NOW = `CAST(unixepoch('subsec') * 1000 AS INTEGER)`

export const jobs = {
  number: 240,
  name: 'jobs',
  sql: `
CREATE TABLE new_job (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  -- content, asset, offload, volume or none.
  subject_kind TEXT NOT NULL,
  -- Empty for none.
  subject_id TEXT NOT NULL,
  -- Canonical JSON, and its SHA-256: the same work is never queued twice.
  params TEXT NOT NULL,
  params_hash TEXT NOT NULL,
  -- JSON: what it uses while it runs.
  lanes TEXT NOT NULL,
  -- What it works on in words, where the subject has no name of its own.
  label TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'waiting',
  -- Why it is held, in words.
  held_by TEXT,
  priority INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  retry_at INTEGER NOT NULL DEFAULT 0,
  error_code TEXT,
  error_message TEXT,
  command TEXT,
  log TEXT,
  -- How far it is, in its unit, and how much it is expected to cost in that unit before it starts.
  done REAL NOT NULL DEFAULT 0,
  total REAL,
  unit TEXT,
  cost REAL,
  -- JSON: where it goes on after an interruption, and what came of it.
  checkpoint TEXT,
  result TEXT,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  UNIQUE (kind, subject_kind, subject_id, params_hash)
) STRICT;

-- The hash follows below; until then the parameters stand for it.
INSERT INTO new_job (id, kind, subject_kind, subject_id, params, params_hash, lanes, state, held_by, priority, attempts, retry_at, error_code, error_message,
    command, log, created_at, finished_at)
  SELECT id, kind, 'content', content_id, p, p, iif(recipe = 'poster', '["cpu:quick"]', '["cpu"]'), state, held_by, priority, attempts, retry_at, error_code, error_message,
    command, log, created_at, finished_at
  FROM (SELECT *, '{"recipe":' || json_quote(recipe) || ',"version":' || recipe_version || '}' AS p FROM job);

DROP TABLE job;
ALTER TABLE new_job RENAME TO job;

CREATE INDEX job_due ON job (state, lanes, priority DESC, created_at, id);
CREATE INDEX job_listed ON job (state, priority DESC, created_at DESC, id DESC);
CREATE INDEX job_retry ON job (retry_at) WHERE state = 'waiting' AND retry_at > 0;
CREATE INDEX job_kind ON job (kind, state);
CREATE INDEX job_subject ON job (subject_kind, subject_id);

CREATE TRIGGER job_of_content AFTER DELETE ON content BEGIN
  DELETE FROM job WHERE subject_kind = 'content' AND subject_id = OLD.id;
END;

CREATE TRIGGER event_job_failed AFTER UPDATE OF state ON job WHEN NEW.state = 'failed' AND OLD.state <> 'failed' BEGIN
  INSERT INTO event (kind, at, data) VALUES ('job.failed', ${NOW}, json_object('id', NEW.id, 'kind', NEW.kind, 'recipe', NEW.params ->> '$.recipe',
    'code', NEW.error_code, 'message', NEW.error_message));
END;
`,
  /** SQLite has no hash of its own. */
  after(db: WritableDb): void {
    const set = db.prepare('UPDATE job SET params_hash = ? WHERE params_hash = ?')
    for (const { params } of db.prepare<[], { params: string }>('SELECT DISTINCT params FROM job').all())
      set.run(createHash('sha256').update(params).digest('hex'), params)
  },
} as const
