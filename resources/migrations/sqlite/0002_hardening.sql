-- What the founding tables let through is refused from here on, and what the voice path needs is added. SQLite cannot add a
-- constraint to a table: each is made anew, filled and renamed (the runner has foreign keys off meanwhile and checks them after).
-- Turns with equal or missing indexes are renumbered in their order; a session's status and closing time are made to agree;
-- any other row that offends a constraint stops the migration, and nothing is changed.
-- eloquio_search_text(text) is server/storage/search_text.py, registered by the runner.

CREATE TABLE new_users (
  id TEXT PRIMARY KEY NOT NULL CONSTRAINT id_is_a_uuid CHECK (length(id) = 36),
  external_id TEXT UNIQUE NOT NULL CONSTRAINT external_id_is_short CHECK (length(external_id) BETWEEN 1 AND 200),
  display_name TEXT CONSTRAINT display_name_is_short CHECK (length(display_name) <= 200),
  settings TEXT NOT NULL DEFAULT '{}'
    CONSTRAINT settings_are_an_object CHECK (json_valid(settings) AND json_type(settings) = 'object'),
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
);
INSERT INTO new_users (id, external_id, display_name, created_at, updated_at)
  SELECT id, external_id, display_name, created_at, created_at FROM users;
DROP TABLE users;
ALTER TABLE new_users RENAME TO users;

CREATE TABLE new_teaching_modes (
  id TEXT PRIMARY KEY NOT NULL CONSTRAINT id_is_a_uuid CHECK (length(id) = 36),
  code TEXT UNIQUE NOT NULL
    CONSTRAINT code_is_a_name CHECK (length(code) BETWEEN 1 AND 64 AND code NOT GLOB '*[^A-Za-z0-9_]*'),
  name TEXT NOT NULL CONSTRAINT name_is_short CHECK (length(name) BETWEEN 1 AND 120),
  description TEXT NOT NULL DEFAULT '' CONSTRAINT description_is_short CHECK (length(description) <= 1000),
  rubric TEXT NOT NULL CONSTRAINT rubric_is_an_object CHECK (json_valid(rubric) AND json_type(rubric) = 'object'),
  rubric_version INTEGER NOT NULL DEFAULT 1 CONSTRAINT rubric_version_counts CHECK (rubric_version >= 1),
  policy TEXT NOT NULL DEFAULT '{}'
    CONSTRAINT policy_is_an_object CHECK (json_valid(policy) AND json_type(policy) = 'object'),
  created_at TEXT NOT NULL,
  archived_at TEXT
);
INSERT INTO new_teaching_modes (id, code, name, description, rubric, created_at)
  SELECT id, code, name, coalesce(description, ''), rubric, created_at FROM teaching_modes;
DROP TABLE teaching_modes;
ALTER TABLE new_teaching_modes RENAME TO teaching_modes;
CREATE UNIQUE INDEX teaching_modes_code_fold ON teaching_modes (lower(code));

CREATE TABLE new_supported_languages (
  code TEXT PRIMARY KEY NOT NULL
    CONSTRAINT code_is_a_language_tag CHECK (
      (code GLOB '[a-z][a-z]' OR code GLOB '[a-z][a-z][a-z]' OR code GLOB '[a-z][a-z]-?*' OR code GLOB '[a-z][a-z][a-z]-?*')
      AND code NOT GLOB '*[^A-Za-z0-9-]*' AND code NOT GLOB '*--*' AND code NOT GLOB '*-' AND length(code) <= 35),
  base_code TEXT NOT NULL,
  label TEXT NOT NULL CONSTRAINT label_is_short CHECK (length(label) BETWEEN 1 AND 120),
  level_cefr TEXT CONSTRAINT level_is_cefr CHECK (level_cefr IN ('A1', 'A2', 'B1', 'B2', 'C1', 'C2')),
  native_name TEXT NOT NULL DEFAULT '',
  direction TEXT NOT NULL DEFAULT 'ltr' CONSTRAINT direction_is_known CHECK (direction IN ('ltr', 'rtl')),
  tier INTEGER NOT NULL DEFAULT 3 CONSTRAINT tier_is_known CHECK (tier IN (1, 2, 3)),
  offline TEXT CONSTRAINT offline_is_an_object CHECK (offline IS NULL OR (json_valid(offline) AND json_type(offline) = 'object')),
  created_at TEXT NOT NULL
);
INSERT INTO new_supported_languages (code, base_code, label, level_cefr, created_at)
  SELECT code, substr(code, 1, instr(code || '-', '-') - 1), label, level_cefr, created_at FROM supported_languages;
DROP TABLE supported_languages;
ALTER TABLE new_supported_languages RENAME TO supported_languages;
CREATE UNIQUE INDEX supported_languages_code_fold ON supported_languages (lower(code));

CREATE TABLE new_default_scenarios (
  id TEXT PRIMARY KEY NOT NULL CONSTRAINT id_is_a_uuid CHECK (length(id) = 36),
  slug TEXT UNIQUE NOT NULL CONSTRAINT slug_is_short CHECK (length(slug) BETWEEN 1 AND 120),
  mode_code TEXT NOT NULL REFERENCES teaching_modes(code) ON DELETE CASCADE,
  title TEXT NOT NULL CONSTRAINT title_is_short CHECK (length(title) BETWEEN 1 AND 200),
  prompt TEXT NOT NULL CONSTRAINT prompt_is_short CHECK (length(prompt) BETWEEN 1 AND 4096),
  language_code TEXT REFERENCES supported_languages(code),
  user_id TEXT REFERENCES users(id) ON DELETE CASCADE,
  metadata TEXT NOT NULL DEFAULT '{}'
    CONSTRAINT metadata_is_an_object CHECK (json_valid(metadata) AND json_type(metadata) = 'object'),
  created_at TEXT NOT NULL,
  archived_at TEXT
);
INSERT INTO new_default_scenarios (id, slug, mode_code, title, prompt, language_code, metadata, created_at)
  SELECT id, CASE title WHEN 'Restaurant Conversation' THEN 'restaurant' WHEN 'Job Interview' THEN 'job_interview'
      WHEN 'Verb Tenses Practice' THEN 'verb_tenses_practice' WHEN 'Difficult Sounds' THEN 'difficult_sounds'
      WHEN 'Academic Vocabulary' THEN 'academic_vocabulary' ELSE id END,
    mode_code, title, prompt, language_code, coalesce(metadata, '{}'), created_at FROM default_scenarios;
DROP TABLE default_scenarios;
ALTER TABLE new_default_scenarios RENAME TO default_scenarios;
CREATE UNIQUE INDEX default_scenarios_title ON default_scenarios (mode_code, title, coalesce(language_code, ''));
CREATE INDEX default_scenarios_language ON default_scenarios (language_code);
CREATE INDEX default_scenarios_user ON default_scenarios (user_id);

CREATE TABLE new_sessions (
  id TEXT PRIMARY KEY NOT NULL CONSTRAINT id_is_a_uuid CHECK (length(id) = 36),
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  mode_code TEXT NOT NULL REFERENCES teaching_modes(code),
  language_code TEXT NOT NULL REFERENCES supported_languages(code),
  started_at TEXT NOT NULL,
  closed_at TEXT,
  metadata TEXT NOT NULL DEFAULT '{}'
    CONSTRAINT metadata_is_an_object CHECK (json_valid(metadata) AND json_type(metadata) = 'object'),
  status TEXT NOT NULL DEFAULT 'active' CONSTRAINT status_is_known CHECK (status IN ('active', 'closed', 'expired')),
  next_turn INTEGER NOT NULL DEFAULT 0 CONSTRAINT next_turn_counts CHECK (next_turn >= 0),
  lease_epoch INTEGER NOT NULL DEFAULT 0 CONSTRAINT lease_epoch_counts CHECK (lease_epoch >= 0),
  resume_hash TEXT,
  updated_at TEXT NOT NULL,
  CONSTRAINT only_an_active_session_is_open CHECK ((status = 'active') = (closed_at IS NULL))
);
INSERT INTO new_sessions (id, user_id, mode_code, language_code, started_at, closed_at, metadata, status, next_turn, updated_at)
  SELECT id, user_id, mode_code, language_code, started_at,
    CASE WHEN status <> 'active' THEN coalesce(closed_at, started_at) END, coalesce(metadata, '{}'), status,
    (SELECT count(*) FROM conversations WHERE session_id = sessions.id), coalesce(closed_at, started_at) FROM sessions;
DROP TABLE sessions;
ALTER TABLE new_sessions RENAME TO sessions;
CREATE INDEX sessions_user ON sessions (user_id, started_at DESC);
CREATE INDEX sessions_active ON sessions (updated_at) WHERE status = 'active';
CREATE INDEX sessions_mode ON sessions (mode_code);
CREATE INDEX sessions_language ON sessions (language_code);

CREATE TABLE new_conversations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  turn_id TEXT NOT NULL CONSTRAINT turn_id_is_a_uuid CHECK (length(turn_id) = 36),
  role TEXT NOT NULL CONSTRAINT role_is_known CHECK (role IN ('user', 'assistant')),
  turn_index INTEGER NOT NULL CONSTRAINT turn_index_counts CHECK (turn_index >= 0),
  text TEXT NOT NULL,
  search_text TEXT NOT NULL,
  details TEXT NOT NULL DEFAULT '{}'
    CONSTRAINT details_are_an_object CHECK (json_valid(details) AND json_type(details) = 'object'),
  created_at TEXT NOT NULL,
  UNIQUE (session_id, turn_index),
  UNIQUE (session_id, turn_id)
);
INSERT INTO new_conversations (id, session_id, user_id, turn_id, role, turn_index, text, search_text, created_at)
  SELECT c.id, c.session_id, s.user_id,
    lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-a'
      || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
    c.role, row_number() OVER (PARTITION BY c.session_id ORDER BY c.turn_index, c.id) - 1,
    c.text, eloquio_search_text(c.text), c.created_at
  FROM conversations c LEFT JOIN sessions s ON s.id = c.session_id;
DROP TABLE conversations;
ALTER TABLE new_conversations RENAME TO conversations;
CREATE INDEX conversations_user ON conversations (user_id, id DESC);

CREATE VIRTUAL TABLE conversations_search USING fts5(
  search_text, content = 'conversations', content_rowid = 'id', tokenize = 'trigram'
);
INSERT INTO conversations_search (conversations_search) VALUES ('rebuild');
CREATE TRIGGER conversations_search_insert AFTER INSERT ON conversations BEGIN
  INSERT INTO conversations_search (rowid, search_text) VALUES (new.id, new.search_text);
END;
CREATE TRIGGER conversations_search_delete AFTER DELETE ON conversations BEGIN
  INSERT INTO conversations_search (conversations_search, rowid, search_text) VALUES ('delete', old.id, old.search_text);
END;
CREATE TRIGGER conversations_search_update AFTER UPDATE OF search_text ON conversations BEGIN
  INSERT INTO conversations_search (conversations_search, rowid, search_text) VALUES ('delete', old.id, old.search_text);
  INSERT INTO conversations_search (rowid, search_text) VALUES (new.id, new.search_text);
END;

CREATE TABLE new_evaluations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_id INTEGER UNIQUE NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
  session_id TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  mode_code TEXT NOT NULL REFERENCES teaching_modes(code),
  metrics TEXT NOT NULL CONSTRAINT metrics_are_an_object CHECK (json_valid(metrics) AND json_type(metrics) = 'object'),
  remarks TEXT NOT NULL DEFAULT '[]'
    CONSTRAINT remarks_are_an_array CHECK (json_valid(remarks) AND json_type(remarks) = 'array'),
  total_score REAL CONSTRAINT total_is_within_100 CHECK (total_score BETWEEN 0 AND 100),
  total_low REAL CONSTRAINT total_low_is_within_100 CHECK (total_low BETWEEN 0 AND 100),
  total_high REAL CONSTRAINT total_high_is_within_100 CHECK (total_high BETWEEN 0 AND 100),
  rubric_version INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
);
INSERT INTO new_evaluations (conversation_id, session_id, user_id, mode_code, metrics, total_score, created_at, updated_at)
  SELECT e.conversation_id, c.session_id, c.user_id, s.mode_code, e.metrics, e.total_score, e.created_at, e.created_at
  FROM evaluations e LEFT JOIN conversations c ON c.id = e.conversation_id LEFT JOIN sessions s ON s.id = c.session_id;
DROP TABLE evaluations;
ALTER TABLE new_evaluations RENAME TO evaluations;
CREATE INDEX evaluations_session ON evaluations (session_id);
CREATE INDEX evaluations_user ON evaluations (user_id);

CREATE TABLE new_session_summaries (
  id TEXT PRIMARY KEY NOT NULL CONSTRAINT id_is_a_uuid CHECK (length(id) = 36),
  session_id TEXT UNIQUE NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  summary_json TEXT NOT NULL
    CONSTRAINT summary_is_an_object CHECK (json_valid(summary_json) AND json_type(summary_json) = 'object'),
  evidence TEXT NOT NULL DEFAULT '{}'
    CONSTRAINT evidence_is_an_object CHECK (json_valid(evidence) AND json_type(evidence) = 'object'),
  source TEXT NOT NULL DEFAULT 'local' CONSTRAINT source_is_known CHECK (source IN ('local', 'llm')),
  status TEXT NOT NULL DEFAULT 'ok' CONSTRAINT status_is_known CHECK (status IN ('ok', 'too_short')),
  total_score REAL CONSTRAINT total_is_within_100 CHECK (total_score BETWEEN 0 AND 100),
  rubric_version INTEGER NOT NULL DEFAULT 1,
  created_at TEXT NOT NULL
);
INSERT INTO new_session_summaries (id, session_id, user_id, summary_json, created_at)
  SELECT id, session_id, user_id, summary_json, created_at FROM session_summaries;
DROP TABLE session_summaries;
ALTER TABLE new_session_summaries RENAME TO session_summaries;
CREATE INDEX session_summaries_user ON session_summaries (user_id, created_at DESC);

CREATE TABLE jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  dedupe_key TEXT UNIQUE NOT NULL,
  payload TEXT NOT NULL DEFAULT '{}'
    CONSTRAINT payload_is_an_object CHECK (json_valid(payload) AND json_type(payload) = 'object'),
  run_at TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0 CONSTRAINT attempts_count CHECK (attempts >= 0),
  max_attempts INTEGER NOT NULL DEFAULT 8,
  lease_owner TEXT,
  lease_until TEXT,
  done_at TEXT,
  failed_at TEXT,
  last_error TEXT,
  created_at TEXT NOT NULL
);
CREATE INDEX jobs_ready ON jobs (run_at) WHERE done_at IS NULL AND failed_at IS NULL;
