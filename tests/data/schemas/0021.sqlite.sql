BEGIN TRANSACTION;
CREATE TABLE actions (
	seq INTEGER NOT NULL, 
	id VARCHAR NOT NULL, 
	ticket_id VARCHAR, 
	decision_id VARCHAR, 
	actor VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	detail TEXT NOT NULL, 
	at DATETIME NOT NULL, hash VARCHAR DEFAULT '' NOT NULL, 
	CONSTRAINT pk_actions PRIMARY KEY (seq), 
	CONSTRAINT uq_actions_id UNIQUE (id)
);
INSERT INTO "actions" VALUES(1,'actions-id','T1','D1','actions-actor','actions-action','{"reason":"kept"}','2026-11-02 09:30:00.000000','');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0021');
CREATE TABLE article_flags (
	article_id VARCHAR NOT NULL, 
	flag_id VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	cleared_at DATETIME, 
	cleared_by VARCHAR, 
	CONSTRAINT pk_article_flags PRIMARY KEY (article_id, flag_id), 
	CONSTRAINT fk_article_flags_flag_id FOREIGN KEY(flag_id) REFERENCES flags (id)
);
INSERT INTO "article_flags" VALUES('article_flags-article_id','F1','2026-11-02 09:30:00.000000','2026-11-02 09:30:00.000000','article_flags-cleared_by');
CREATE TABLE article_reviews (
	id VARCHAR NOT NULL, 
	article_id VARCHAR NOT NULL, 
	opened_at DATETIME NOT NULL, 
	outcome TEXT NOT NULL, 
	decided_by VARCHAR, 
	decided_at DATETIME, 
	origin TEXT NOT NULL, 
	text_before TEXT NOT NULL, 
	text_after TEXT NOT NULL, 
	content VARCHAR NOT NULL, 
	returned_at DATETIME, 
	CONSTRAINT pk_article_reviews PRIMARY KEY (id)
);
INSERT INTO "article_reviews" VALUES('article_reviews-id','article_reviews-article_id','2026-11-02 09:30:00.000000','open','article_reviews-decided_by','2026-11-02 09:30:00.000000','article_reviews-origin','article_reviews-text_before','article_reviews-text_after','article_reviews-content','2026-11-02 09:30:00.000000');
CREATE TABLE "audits" (
	id VARCHAR NOT NULL, 
	intent VARCHAR NOT NULL, 
	engine VARCHAR NOT NULL, 
	accurate BOOLEAN NOT NULL, 
	at DATETIME NOT NULL, 
	source VARCHAR NOT NULL, 
	decision_id VARCHAR, 
	account VARCHAR DEFAULT '' NOT NULL, 
	question TEXT DEFAULT '' NOT NULL, 
	counted BOOLEAN DEFAULT 1 NOT NULL, stood BOOLEAN DEFAULT 1 NOT NULL, 
	CONSTRAINT pk_audits PRIMARY KEY (id)
);
INSERT INTO "audits" VALUES('audits-id','audits-intent','audits-engine',1,'2026-11-02 09:30:00.000000','audits-source','D1','audits-account','audits-question',1,1);
CREATE TABLE canaries (
	id VARCHAR NOT NULL, 
	decision_id VARCHAR NOT NULL, 
	ticket_id VARCHAR NOT NULL, 
	because VARCHAR NOT NULL, 
	kind TEXT NOT NULL, 
	sentence INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	error TEXT NOT NULL, 
	was TEXT NOT NULL, 
	made_at DATETIME NOT NULL, 
	state TEXT NOT NULL, 
	"by" VARCHAR, 
	decided_at DATETIME, 
	CONSTRAINT pk_canaries PRIMARY KEY (id), 
	CONSTRAINT uq_canaries_because UNIQUE (because)
);
INSERT INTO "canaries" VALUES('canaries-id','D1','T1','canaries-because','number',1,'canaries-text','canaries-error','canaries-was','2026-11-02 09:30:00.000000','caught','canaries-by','2026-11-02 09:30:00.000000');
CREATE TABLE channels (
	id VARCHAR NOT NULL, 
	name TEXT NOT NULL, 
	is_ext_shared BOOLEAN NOT NULL, 
	last_seen_ts VARCHAR NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_channels PRIMARY KEY (id)
);
INSERT INTO "channels" VALUES('channels-id','channels-name',1,'channels-last_seen_ts','2026-11-02 09:30:00.000000');
CREATE TABLE citations (
	decision_id VARCHAR NOT NULL, 
	passage_id VARCHAR NOT NULL, 
	article_id VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_citations PRIMARY KEY (decision_id, passage_id), 
	CONSTRAINT fk_citations_decision_id FOREIGN KEY(decision_id) REFERENCES decisions (id)
);
INSERT INTO "citations" VALUES('D1','citations-passage_id','citations-article_id','2026-11-02 09:30:00.000000');
CREATE TABLE classifier_versions (
	id VARCHAR NOT NULL, 
	made_at DATETIME NOT NULL, 
	until DATETIME NOT NULL, 
	state TEXT NOT NULL, 
	learned INTEGER NOT NULL, 
	held_out INTEGER NOT NULL, 
	right_before INTEGER NOT NULL, 
	right_after INTEGER NOT NULL, 
	recall_policy FLOAT NOT NULL, 
	recall_after FLOAT NOT NULL, 
	CONSTRAINT pk_classifier_versions PRIMARY KEY (id)
);
INSERT INTO "classifier_versions" VALUES('classifier_versions-id','2026-11-02 09:30:00.000000','2026-11-02 09:30:00.000000','classifier_versions-state',1,1,1,1,0.5,0.5);
CREATE TABLE closed_questions (
	ticket_id VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_closed_questions PRIMARY KEY (ticket_id)
);
INSERT INTO "closed_questions" VALUES('T1','2026-11-02 09:30:00.000000');
CREATE TABLE decisions (
	id VARCHAR NOT NULL, 
	turn_id VARCHAR NOT NULL, 
	ticket_id VARCHAR NOT NULL, 
	revision INTEGER NOT NULL, 
	tier INTEGER NOT NULL, 
	team VARCHAR NOT NULL, 
	intent VARCHAR NOT NULL, 
	confidence FLOAT NOT NULL, 
	not_a_request BOOLEAN NOT NULL, 
	payload TEXT NOT NULL, 
	decided_at DATETIME NOT NULL, 
	current BOOLEAN NOT NULL, 
	CONSTRAINT pk_decisions PRIMARY KEY (id), 
	CONSTRAINT fk_decisions_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id), 
	CONSTRAINT fk_decisions_turn_id FOREIGN KEY(turn_id) REFERENCES turns (id), 
	CONSTRAINT uq_decisions_turn_id_revision UNIQUE (turn_id, revision)
);
INSERT INTO "decisions" VALUES('D1','TN1','T1',1,1,'decisions-team','decisions-intent',0.5,1,'{"tier":1,"reasons":[],"classification":{"intents":[{"name":"feature_question","confidence":0.9}],"chatter":false,"out_of_scope":false,"escalate":[],"urgency":0.0,"frustration":0.0,"churn":0.0,"layers":[]},"team":"support","question":"","passages":[{"id":"exports#1","article_id":"exports","title":"Exports","text":"Open Reports, then Export.","heading_path":[],"url":"","product_area":"","reviewed_at":null,"audience":"public","plans":[],"standing":"current","superseded_by":"","score":0.0,"live":false}],"drafted":{"generation":{"engine":"extractive","sentences":[{"text":"Open Reports.","cites":["exports#1"],"lead":""}],"escalate":null,"ask":null,"usage":[],"chance":1.0,"model":"","prompt":"","near":[]},"grounding":{"checks":[],"score":0.0,"version":"","answers":1.0},"tries":1,"failed":"","problem":null},"sources":[{"id":"exports","title":"Exports","url":"","reviewed_at":null,"standing":"current"}],"summary":"","suggestion":"","not_a_request":false,"timings_ms":{},"versions":{"index":"","policy":""}}','2026-11-02 09:30:00.000000',1);
CREATE TABLE drafts (
	decision_id VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	state TEXT NOT NULL, 
	decided_by VARCHAR, 
	decided_at DATETIME, 
	final_text TEXT, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT pk_drafts PRIMARY KEY (decision_id), 
	CONSTRAINT fk_drafts_decision_id FOREIGN KEY(decision_id) REFERENCES decisions (id)
);
INSERT INTO "drafts" VALUES('D1','drafts-text','pending','drafts-decided_by','2026-11-02 09:30:00.000000','drafts-final_text','2026-11-02 09:30:00.000000');
CREATE TABLE erasures (
	id VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	subject TEXT NOT NULL, 
	names TEXT NOT NULL, 
	asked_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	counts TEXT NOT NULL, 
	CONSTRAINT pk_erasures PRIMARY KEY (id)
);
INSERT INTO "erasures" VALUES('erasures-id','erasures-kind','erasures-subject','[]','2026-11-02 09:30:00.000000','2026-11-02 09:30:00.000000','{}');
CREATE TABLE executors (
	number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	place VARCHAR NOT NULL, 
	pid INTEGER NOT NULL, 
	started_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL
, connected_since DATETIME, owes_reading BOOLEAN DEFAULT 1 NOT NULL);
INSERT INTO "executors" VALUES(1,'executors-place',1,'2026-11-02 09:30:00.000000','2026-11-02 09:30:00.000000','2026-11-02 09:30:00.000000',1);
CREATE TABLE feedback (
	post_id VARCHAR NOT NULL, 
	user VARCHAR NOT NULL, 
	vote VARCHAR NOT NULL, 
	word TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_feedback PRIMARY KEY (post_id, user)
);
INSERT INTO "feedback" VALUES('P1','feedback-user','feedback-vote','feedback-word','2026-11-02 09:30:00.000000');
CREATE TABLE flags (
	id VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	ts VARCHAR NOT NULL, 
	decision_id VARCHAR, 
	"by" VARCHAR NOT NULL, 
	verdict TEXT NOT NULL, 
	correction TEXT NOT NULL, 
	cause TEXT NOT NULL, 
	note TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_flags PRIMARY KEY (id), 
	CONSTRAINT uq_flags_channel_ts_by UNIQUE (channel, ts, "by")
);
INSERT INTO "flags" VALUES('F1','flags-channel','flags-ts','D1','flags-by','inaccurate','flags-correction','flags-cause','flags-note','2026-11-02 09:30:00.000000');
CREATE TABLE gap_articles (
	id VARCHAR NOT NULL, 
	name TEXT NOT NULL, 
	tickets TEXT NOT NULL, 
	asked_by VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	state TEXT NOT NULL, 
	title TEXT NOT NULL, 
	text TEXT NOT NULL, 
	engine VARCHAR NOT NULL, 
	left_out INTEGER NOT NULL, 
	decided_by VARCHAR, 
	decided_at DATETIME, 
	file VARCHAR NOT NULL, 
	problem VARCHAR NOT NULL, 
	CONSTRAINT pk_gap_articles PRIMARY KEY (id)
);
INSERT INTO "gap_articles" VALUES('gap_articles-id','gap_articles-name','gap_articles-tickets','gap_articles-asked_by','2026-11-02 09:30:00.000000','gap_articles-state','gap_articles-title','gap_articles-text','gap_articles-engine',1,'gap_articles-decided_by','2026-11-02 09:30:00.000000','gap_articles-file','gap_articles-problem');
CREATE TABLE inbox (
	seq INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	ts TEXT NOT NULL, 
	thread_ts TEXT, 
	author TEXT NOT NULL, 
	payload TEXT NOT NULL, 
	received_at DATETIME NOT NULL, 
	state TEXT NOT NULL, 
	note TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	not_before DATETIME, 
	CONSTRAINT pk_inbox PRIMARY KEY (seq), 
	CONSTRAINT uq_inbox_id UNIQUE (id)
);
INSERT INTO "inbox" VALUES(1,'inbox-id','inbox-kind','inbox-channel','inbox-ts','inbox-thread_ts','inbox-author','{"kind":"posted","channel":"C1","ts":"1700000001.000100","user":"U0DANA0001","text":"How do I export?"}','2026-11-02 09:30:00.000000','done','inbox-note',1,'2026-11-02 09:30:00.000000');
CREATE TABLE incident_threads (
	incident_id VARCHAR NOT NULL, 
	ticket_id VARCHAR NOT NULL, 
	account VARCHAR NOT NULL, 
	intent VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_incident_threads PRIMARY KEY (incident_id, ticket_id), 
	CONSTRAINT fk_incident_threads_incident_id_incidents FOREIGN KEY(incident_id) REFERENCES incidents (id), 
	CONSTRAINT fk_incident_threads_ticket_id_tickets FOREIGN KEY(ticket_id) REFERENCES tickets (id)
);
INSERT INTO "incident_threads" VALUES('I1','T1','incident_threads-account','incident_threads-intent','2026-11-02 09:30:00.000000');
CREATE TABLE incidents (
	id VARCHAR NOT NULL, 
	intent VARCHAR NOT NULL, 
	name TEXT NOT NULL, 
	usual FLOAT NOT NULL, 
	began_at DATETIME NOT NULL, 
	last_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	ended_by VARCHAR, 
	CONSTRAINT pk_incidents PRIMARY KEY (id)
);
INSERT INTO "incidents" VALUES('I1','incidents-intent','incidents-name',0.5,'2026-11-02 09:30:00.000000','2026-11-02 09:30:00.000000','2026-11-02 09:30:00.000000','incidents-ended_by');
CREATE TABLE index_builds (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	build VARCHAR NOT NULL, 
	embedding VARCHAR NOT NULL, 
	format INTEGER NOT NULL, 
	digest VARCHAR NOT NULL, 
	published_at DATETIME NOT NULL
);
INSERT INTO "index_builds" VALUES(1,'index_builds-build','index_builds-embedding',1,'index_builds-digest','2026-11-02 09:30:00.000000');
CREATE TABLE index_parts (
	build_seq INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	content BLOB NOT NULL, 
	CONSTRAINT pk_index_parts PRIMARY KEY (build_seq, number), 
	CONSTRAINT fk_index_parts_build_seq FOREIGN KEY(build_seq) REFERENCES index_builds (seq) ON DELETE CASCADE
);
INSERT INTO "index_parts" VALUES(1,1,X'636F6E74656E74');
CREATE TABLE intent_labels (
	id VARCHAR NOT NULL, 
	ticket_id VARCHAR NOT NULL, 
	decision_id VARCHAR NOT NULL, 
	source TEXT NOT NULL, 
	intent VARCHAR NOT NULL, 
	was VARCHAR NOT NULL, 
	"by" VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	asked_at DATETIME NOT NULL, 
	place VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	CONSTRAINT pk_intent_labels PRIMARY KEY (id), 
	CONSTRAINT fk_intent_labels_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id)
);
INSERT INTO "intent_labels" VALUES('intent_labels-id','T1','D1','intent_labels-source','intent_labels-intent','intent_labels-was','intent_labels-by','2026-11-02 09:30:00.000000','2026-11-02 09:30:00.000000','intent_labels-place','intent_labels-text');
CREATE TABLE leases (
	"key" VARCHAR NOT NULL, 
	executor INTEGER NOT NULL, 
	CONSTRAINT pk_leases PRIMARY KEY ("key"), 
	CONSTRAINT fk_leases_executor FOREIGN KEY(executor) REFERENCES executors (number) ON DELETE CASCADE
);
INSERT INTO "leases" VALUES('leases-key',1);
CREATE TABLE messages (
	channel VARCHAR NOT NULL, 
	ts VARCHAR NOT NULL, 
	ticket_id VARCHAR NOT NULL, 
	turn_id VARCHAR, 
	author VARCHAR NOT NULL, 
	role TEXT NOT NULL, 
	text TEXT NOT NULL, 
	files INTEGER NOT NULL, 
	deleted BOOLEAN NOT NULL, 
	edited_ts VARCHAR, 
	said_at DATETIME NOT NULL, thread_ts VARCHAR, heard TEXT, chatter BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_messages PRIMARY KEY (channel, ts), 
	CONSTRAINT fk_messages_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id), 
	CONSTRAINT fk_messages_turn_id FOREIGN KEY(turn_id) REFERENCES turns (id)
);
INSERT INTO "messages" VALUES('messages-channel','messages-ts','T1','TN1','messages-author','customer','How do I export?',1,1,'messages-edited_ts','2026-11-02 09:30:00.000000','messages-thread_ts',NULL,1);
CREATE TABLE meta (
	"key" VARCHAR NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_meta PRIMARY KEY ("key")
);
INSERT INTO "meta" VALUES('meta-key','meta-value');
CREATE TABLE model_calls (
	id VARCHAR NOT NULL, 
	ticket_id VARCHAR, 
	model VARCHAR NOT NULL, 
	purpose VARCHAR NOT NULL, 
	input_tokens INTEGER NOT NULL, 
	cache_write_tokens INTEGER NOT NULL, 
	cache_read_tokens INTEGER NOT NULL, 
	output_tokens INTEGER NOT NULL, 
	cost_usd FLOAT NOT NULL, 
	ms FLOAT NOT NULL, 
	outcome VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_model_calls PRIMARY KEY (id)
);
INSERT INTO "model_calls" VALUES('model_calls-id','T1','model_calls-model','model_calls-purpose',1,1,1,1,0.5,0.5,'model_calls-outcome','2026-11-02 09:30:00.000000');
CREATE TABLE posts (
	seq INTEGER NOT NULL, 
	id VARCHAR NOT NULL, 
	dedupe_key VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	lane VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	thread_ts VARCHAR, 
	ticket_id VARCHAR, 
	decision_id VARCHAR, 
	body TEXT NOT NULL, 
	guard TEXT, 
	state TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	not_before DATETIME, 
	slack_channel VARCHAR, 
	slack_ts VARCHAR, 
	error TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	sent_at DATETIME, uncertain BOOLEAN DEFAULT 0 NOT NULL, form VARCHAR DEFAULT '' NOT NULL, why TEXT DEFAULT '' NOT NULL, worked_by INTEGER, begun BOOLEAN DEFAULT 1 NOT NULL, 
	CONSTRAINT pk_posts PRIMARY KEY (seq), 
	CONSTRAINT fk_posts_decision_id FOREIGN KEY(decision_id) REFERENCES decisions (id), 
	CONSTRAINT fk_posts_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id), 
	CONSTRAINT uq_posts_dedupe_key UNIQUE (dedupe_key), 
	CONSTRAINT uq_posts_id UNIQUE (id)
);
INSERT INTO "posts" VALUES(1,'P1','posts-dedupe_key','posts-kind','posts-lane','posts-channel','posts-thread_ts','T1','D1','{"text":"Open Reports."}',NULL,'sent',1,'2026-11-02 09:30:00.000000','posts-slack_channel','posts-slack_ts','posts-error','2026-11-02 09:30:00.000000','2026-11-02 09:30:00.000000',1,'posts-form','posts-why',1,1);
CREATE TABLE rate_gates (
	"key" VARCHAR NOT NULL, 
	free_at FLOAT NOT NULL, 
	CONSTRAINT pk_rate_gates PRIMARY KEY ("key")
);
INSERT INTO "rate_gates" VALUES('rate_gates-key',0.5);
CREATE TABLE summaries (
	ticket_id VARCHAR NOT NULL, 
	covered INTEGER NOT NULL, 
	digest VARCHAR NOT NULL, 
	text TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_summaries PRIMARY KEY (ticket_id)
);
INSERT INTO "summaries" VALUES('T1',1,'summaries-digest','summaries-text','2026-11-02 09:30:00.000000');
CREATE TABLE ticket_states (
	seq INTEGER NOT NULL, 
	id VARCHAR NOT NULL, 
	ticket_id VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	status TEXT NOT NULL, 
	"by" VARCHAR NOT NULL, 
	how TEXT, 
	CONSTRAINT pk_ticket_states PRIMARY KEY (seq), 
	CONSTRAINT fk_ticket_states_ticket_id_tickets FOREIGN KEY(ticket_id) REFERENCES tickets (id), 
	CONSTRAINT uq_ticket_states_id UNIQUE (id)
);
INSERT INTO "ticket_states" VALUES(1,'ticket_states-id','T1','2026-11-02 09:30:00.000000','resolved','ticket_states-by','confirmed');
CREATE TABLE tickets (
	id VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	thread_ts VARCHAR NOT NULL, 
	opened_by VARCHAR NOT NULL, 
	opened_by_team VARCHAR, 
	account VARCHAR, 
	team VARCHAR NOT NULL, 
	owner VARCHAR, 
	state TEXT NOT NULL, 
	taken_by VARCHAR, 
	opened_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	forced VARCHAR NOT NULL, 
	last_author_ts VARCHAR NOT NULL, 
	CONSTRAINT pk_tickets PRIMARY KEY (id), 
	CONSTRAINT uq_tickets_channel_thread_ts UNIQUE (channel, thread_ts)
);
INSERT INTO "tickets" VALUES('T1','tickets-channel','tickets-thread_ts','tickets-opened_by','tickets-opened_by_team','tickets-account','tickets-team','tickets-owner','open','tickets-taken_by','2026-11-02 09:30:00.000000','2026-11-02 09:30:00.000000','tickets-forced','tickets-last_author_ts');
CREATE TABLE trust_events (
	seq INTEGER NOT NULL, 
	id VARCHAR NOT NULL, 
	intent VARCHAR NOT NULL, 
	engine VARCHAR NOT NULL, 
	kind TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	"by" VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	CONSTRAINT pk_trust_events PRIMARY KEY (seq), 
	CONSTRAINT uq_trust_events_id UNIQUE (id)
);
INSERT INTO "trust_events" VALUES(1,'trust_events-id','trust_events-intent','trust_events-engine','pass','2026-11-02 09:30:00.000000','trust_events-by','trust_events-reason');
CREATE TABLE turns (
	id VARCHAR NOT NULL, 
	ticket_id VARCHAR NOT NULL, 
	seq INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	author VARCHAR NOT NULL, 
	first_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	decided_at DATETIME, 
	attempts INTEGER NOT NULL, urgent BOOLEAN DEFAULT 0 NOT NULL, worked_by INTEGER, 
	CONSTRAINT pk_turns PRIMARY KEY (id), 
	CONSTRAINT fk_turns_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id), 
	CONSTRAINT uq_turns_ticket_id_seq UNIQUE (ticket_id, seq)
);
INSERT INTO "turns" VALUES('TN1','T1',1,1,'decided','turns-author','2026-11-02 09:30:00.000000','2026-11-02 09:30:00.000000','2026-11-02 09:30:00.000000',1,1,1);
CREATE TABLE written_files (
	path TEXT NOT NULL, 
	what VARCHAR NOT NULL, 
	redacted BOOLEAN NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_written_files PRIMARY KEY (path)
);
INSERT INTO "written_files" VALUES('written_files-path','written_files-what',1,'2026-11-02 09:30:00.000000');
CREATE INDEX ix_actions_decision_id ON actions (decision_id);
CREATE INDEX ix_actions_ticket_id ON actions (ticket_id);
CREATE INDEX ix_flags_decision_id ON flags (decision_id);
CREATE INDEX ix_inbox_new ON inbox (seq) WHERE state = 'new';
CREATE INDEX ix_model_calls_at ON model_calls (at);
CREATE INDEX ix_tickets_channel_opened_by_last_author_ts ON tickets (channel, opened_by, last_author_ts);
CREATE INDEX ix_tickets_state_updated_at ON tickets (state, updated_at);
CREATE INDEX ix_turns_state_due_at ON turns (state, due_at);
CREATE UNIQUE INDEX uq_turns_gathering ON turns (ticket_id) WHERE state = 'gathering';
CREATE INDEX ix_decisions_decided_at ON decisions (decided_at);
CREATE INDEX ix_decisions_ticket_id_decided_at ON decisions (ticket_id, decided_at);
CREATE INDEX ix_messages_ticket_id_ts ON messages (ticket_id, ts);
CREATE INDEX ix_messages_turn_id ON messages (turn_id);
CREATE INDEX ix_citations_article_id_at ON citations (article_id, at);
CREATE INDEX ix_citations_passage_id ON citations (passage_id);
CREATE INDEX ix_drafts_state_made_at ON drafts (state, made_at);
CREATE INDEX ix_posts_decision_id ON posts (decision_id);
CREATE INDEX ix_posts_slack_channel_slack_ts ON posts (slack_channel, slack_ts);
CREATE INDEX ix_posts_ticket_id ON posts (ticket_id);
CREATE INDEX ix_posts_waiting ON posts (lane, seq) WHERE state in ('due', 'sending');
CREATE UNIQUE INDEX uq_posts_sending ON posts (lane) WHERE state = 'sending';
CREATE INDEX ix_model_calls_ticket_id ON model_calls (ticket_id);
CREATE INDEX ix_ticket_states_ticket_id ON ticket_states (ticket_id);
CREATE UNIQUE INDEX uq_incidents_open ON incidents (intent) WHERE ended_at is null;
CREATE INDEX ix_incident_threads_ticket_id ON incident_threads (ticket_id);
CREATE INDEX ix_audits_intent_engine_at ON audits (intent, engine, at);
CREATE INDEX ix_audits_decision_id ON audits (decision_id);
CREATE INDEX ix_trust_events_intent_engine_at ON trust_events (intent, engine, at);
CREATE INDEX ix_article_reviews_article_id ON article_reviews (article_id);
CREATE UNIQUE INDEX uq_article_reviews_open ON article_reviews (article_id) WHERE outcome = 'open';
CREATE INDEX ix_leases_executor ON leases (executor);
CREATE INDEX ix_gap_articles_state ON gap_articles (state);
CREATE INDEX ix_tickets_opened_by ON tickets (opened_by);
CREATE INDEX ix_intent_labels_at ON intent_labels (at);
CREATE INDEX ix_intent_labels_asked_at ON intent_labels (asked_at);
CREATE INDEX ix_intent_labels_decision_id ON intent_labels (decision_id);
CREATE INDEX ix_intent_labels_ticket_id ON intent_labels (ticket_id);
CREATE INDEX ix_messages_said_at ON messages (said_at);
CREATE INDEX ix_actions_at ON actions (at);
CREATE INDEX ix_ticket_states_at ON ticket_states (at);
CREATE INDEX ix_canaries_by_decided_at ON canaries ("by", decided_at);
CREATE INDEX ix_canaries_decision_id ON canaries (decision_id);
CREATE INDEX ix_canaries_ticket_id ON canaries (ticket_id);
CREATE INDEX ix_canaries_state ON canaries (state);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('executors',1);
INSERT INTO "sqlite_sequence" VALUES('index_builds',1);
COMMIT;
