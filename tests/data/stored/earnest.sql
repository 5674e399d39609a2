BEGIN TRANSACTION;
CREATE TABLE actions (
	seq INTEGER NOT NULL, 
	id VARCHAR NOT NULL, 
	ticket_id VARCHAR, 
	decision_id VARCHAR, 
	actor VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	detail TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_actions PRIMARY KEY (seq), 
	CONSTRAINT uq_actions_id UNIQUE (id)
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE article_flags (
	article_id VARCHAR NOT NULL, 
	flag_id VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	cleared_at DATETIME, 
	cleared_by VARCHAR, 
	CONSTRAINT pk_article_flags PRIMARY KEY (article_id, flag_id), 
	CONSTRAINT fk_article_flags_flag_id FOREIGN KEY(flag_id) REFERENCES flags (id)
);
CREATE TABLE channels (
	id VARCHAR NOT NULL, 
	name TEXT NOT NULL, 
	is_ext_shared BOOLEAN NOT NULL, 
	last_seen_ts VARCHAR NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_channels PRIMARY KEY (id)
);
CREATE TABLE citations (
	decision_id VARCHAR NOT NULL, 
	passage_id VARCHAR NOT NULL, 
	article_id VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_citations PRIMARY KEY (decision_id, passage_id), 
	CONSTRAINT fk_citations_decision_id FOREIGN KEY(decision_id) REFERENCES decisions (id)
);
INSERT INTO "citations" VALUES('id7','exports#1','exports','2026-03-02 10:00:00.000000');
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
INSERT INTO "decisions" VALUES('id7','id6','ticket-5-before-end',1,1,'support','feature_question',0.91,0,'{"tier":1,"reasons":[{"code":"draft_mode","tier":1,"detail":""},{"code":"intent_not_trusted","tier":1,"detail":"feature_question"}],"classification":{"intents":[{"name":"feature_question","confidence":0.91}],"chatter":false,"out_of_scope":false,"escalate":[],"urgency":0.0,"frustration":0.0,"churn":0.0,"layers":[]},"team":"support","question":"How do I export report 5?","passages":[{"id":"exports#1","article_id":"exports","title":"Export a report","text":"Open **Reports > Export**.","heading_path":["Export a report"],"url":"https://help.example/exports","product_area":"reports","reviewed_at":"2026-02-20","audience":"public","plans":[],"score":0.8}],"drafted":{"generation":{"engine":"extractive","sentences":[{"text":"Open **Reports > Export**.","cites":["exports#1"],"lead":""}],"escalate":null,"ask":null,"usage":[],"chance":0.9},"grounding":{"checks":[{"sentence":{"text":"Open **Reports > Export**.","cites":["exports#1"],"lead":""},"supported":true,"passage_id":"exports#1","finding":""}],"score":1.0},"tries":1,"failed":""},"sources":[{"id":"exports","title":"Export a report","url":"https://help.example/exports","reviewed_at":"2026-02-20"}],"summary":"The customer asks how to export a report.","suggestion":"","not_a_request":false,"timings_ms":{}}','2026-03-02 10:00:00.000000',1);
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
INSERT INTO "drafts" VALUES('id7','Open **Reports > Export**.','pending',NULL,NULL,NULL,'2026-03-02 10:00:00.000000');
CREATE TABLE feedback (
	post_id VARCHAR NOT NULL, 
	user VARCHAR NOT NULL, 
	vote VARCHAR NOT NULL, 
	word TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_feedback PRIMARY KEY (post_id, user)
);
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
	said_at DATETIME NOT NULL, 
	CONSTRAINT pk_messages PRIMARY KEY (channel, ts), 
	CONSTRAINT fk_messages_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id), 
	CONSTRAINT fk_messages_turn_id FOREIGN KEY(turn_id) REFERENCES turns (id)
);
INSERT INTO "messages" VALUES('CACME','1700000001.000100','ticket-0-before-classify','id1','UCUST','customer','How do I export report 0?',0,0,NULL,'2026-03-02 10:00:00.000000');
INSERT INTO "messages" VALUES('CACME','1700000002.000100','ticket-1-before-retrieve','id2','UCUST','customer','How do I export report 1?',0,0,NULL,'2026-03-02 10:00:00.000000');
INSERT INTO "messages" VALUES('CACME','1700000003.000100','ticket-2-before-generate','id3','UCUST','customer','How do I export report 2?',0,0,NULL,'2026-03-02 10:00:00.000000');
INSERT INTO "messages" VALUES('CACME','1700000004.000100','ticket-3-before-route','id4','UCUST','customer','How do I export report 3?',0,0,NULL,'2026-03-02 10:00:00.000000');
INSERT INTO "messages" VALUES('CACME','1700000005.000100','ticket-4-before-review','id5','UCUST','customer','How do I export report 4?',0,0,NULL,'2026-03-02 10:00:00.000000');
INSERT INTO "messages" VALUES('CACME','1700000006.000100','ticket-5-before-end','id6','UCUST','customer','How do I export report 5?',0,0,NULL,'2026-03-02 10:00:00.000000');
CREATE TABLE meta (
	"key" VARCHAR NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_meta PRIMARY KEY ("key")
);
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
CREATE TABLE people (
	team_id VARCHAR NOT NULL, 
	user_id VARCHAR NOT NULL, 
	name TEXT NOT NULL, 
	is_bot BOOLEAN NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_people PRIMARY KEY (team_id, user_id)
);
CREATE TABLE posts (
	seq INTEGER NOT NULL, 
	id VARCHAR NOT NULL, 
	dedupe_key VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	lane VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	thread_ts VARCHAR, 
	target_ts VARCHAR, 
	ticket_id VARCHAR, 
	decision_id VARCHAR, 
	body TEXT NOT NULL, 
	guard TEXT, 
	state TEXT NOT NULL, 
	attempts INTEGER NOT NULL, 
	not_before DATETIME, 
	best_before DATETIME, 
	slack_channel VARCHAR, 
	slack_ts VARCHAR, 
	error TEXT NOT NULL, 
	created_at DATETIME NOT NULL, 
	sent_at DATETIME, 
	CONSTRAINT pk_posts PRIMARY KEY (seq), 
	CONSTRAINT fk_posts_decision_id FOREIGN KEY(decision_id) REFERENCES decisions (id), 
	CONSTRAINT fk_posts_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id), 
	CONSTRAINT uq_posts_dedupe_key UNIQUE (dedupe_key), 
	CONSTRAINT uq_posts_id UNIQUE (id)
);
INSERT INTO "posts" VALUES(1,'id8','card:id6','card','CDESK','CDESK',NULL,NULL,'ticket-5-before-end','id7','{}',NULL,'due',0,NULL,NULL,NULL,NULL,'','2026-03-02 10:00:00.000000',NULL);
INSERT INTO "posts" VALUES(2,'id9','undecided:id7','notice','later:id7','CACME','1700000006.000100',NULL,'ticket-5-before-end','id7','{"text":"We have not forgotten your question: our support team is still looking into it. You will get an answer in this thread."}','{"turn_id":null,"revision":null,"ticket_open":false,"draft_pending":"id7"}','due',0,'2026-03-02 10:10:00.000000',NULL,NULL,NULL,'','2026-03-02 10:00:00.000000',NULL);
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
INSERT INTO "tickets" VALUES('ticket-0-before-classify','CACME','1700000001.000100','UCUST',NULL,NULL,'',NULL,'open',NULL,'2026-03-02 10:00:00.000000','2026-03-02 10:00:00.000000','','');
INSERT INTO "tickets" VALUES('ticket-1-before-retrieve','CACME','1700000002.000100','UCUST',NULL,NULL,'',NULL,'open',NULL,'2026-03-02 10:00:00.000000','2026-03-02 10:00:00.000000','','');
INSERT INTO "tickets" VALUES('ticket-2-before-generate','CACME','1700000003.000100','UCUST',NULL,NULL,'',NULL,'open',NULL,'2026-03-02 10:00:00.000000','2026-03-02 10:00:00.000000','','');
INSERT INTO "tickets" VALUES('ticket-3-before-route','CACME','1700000004.000100','UCUST',NULL,NULL,'',NULL,'open',NULL,'2026-03-02 10:00:00.000000','2026-03-02 10:00:00.000000','','');
INSERT INTO "tickets" VALUES('ticket-4-before-review','CACME','1700000005.000100','UCUST',NULL,NULL,'',NULL,'open',NULL,'2026-03-02 10:00:00.000000','2026-03-02 10:00:00.000000','','');
INSERT INTO "tickets" VALUES('ticket-5-before-end','CACME','1700000006.000100','UCUST',NULL,NULL,'support',NULL,'open',NULL,'2026-03-02 10:00:00.000000','2026-03-02 10:00:00.000000','','');
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
	attempts INTEGER NOT NULL, 
	CONSTRAINT pk_turns PRIMARY KEY (id), 
	CONSTRAINT fk_turns_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id), 
	CONSTRAINT uq_turns_ticket_id_seq UNIQUE (ticket_id, seq)
);
INSERT INTO "turns" VALUES('id1','ticket-0-before-classify',1,1,'running','UCUST','2026-03-02 10:00:00.000000','2026-03-02 10:00:00.000000',NULL,1);
INSERT INTO "turns" VALUES('id2','ticket-1-before-retrieve',1,1,'running','UCUST','2026-03-02 10:00:00.000000','2026-03-02 10:00:00.000000',NULL,1);
INSERT INTO "turns" VALUES('id3','ticket-2-before-generate',1,1,'running','UCUST','2026-03-02 10:00:00.000000','2026-03-02 10:00:00.000000',NULL,1);
INSERT INTO "turns" VALUES('id4','ticket-3-before-route',1,1,'running','UCUST','2026-03-02 10:00:00.000000','2026-03-02 10:00:00.000000',NULL,1);
INSERT INTO "turns" VALUES('id5','ticket-4-before-review',1,1,'running','UCUST','2026-03-02 10:00:00.000000','2026-03-02 10:00:00.000000',NULL,1);
INSERT INTO "turns" VALUES('id6','ticket-5-before-end',1,1,'decided','UCUST','2026-03-02 10:00:00.000000','2026-03-02 10:00:00.000000','2026-03-02 10:00:00.000000',1);
CREATE INDEX ix_actions_decision_id ON actions (decision_id);
CREATE INDEX ix_actions_ticket_id ON actions (ticket_id);
CREATE INDEX ix_flags_decision_id ON flags (decision_id);
CREATE INDEX ix_inbox_new ON inbox (seq) WHERE state = 'new';
CREATE INDEX ix_model_calls_at ON model_calls (at);
CREATE INDEX ix_people_user_id ON people (user_id);
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
COMMIT;