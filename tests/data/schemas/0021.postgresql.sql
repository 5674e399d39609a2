CREATE TABLE public.actions (
    seq integer NOT NULL,
    id character varying NOT NULL,
    ticket_id character varying,
    decision_id character varying,
    actor character varying NOT NULL,
    action character varying NOT NULL,
    detail text NOT NULL,
    at timestamp with time zone NOT NULL,
    hash character varying DEFAULT ''::character varying NOT NULL
);
CREATE SEQUENCE public.actions_seq_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.actions_seq_seq OWNED BY public.actions.seq;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.article_flags (
    article_id character varying NOT NULL,
    flag_id character varying NOT NULL,
    at timestamp with time zone NOT NULL,
    cleared_at timestamp with time zone,
    cleared_by character varying
);
CREATE TABLE public.article_reviews (
    id character varying NOT NULL,
    article_id character varying NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    outcome text NOT NULL,
    decided_by character varying,
    decided_at timestamp with time zone,
    origin text NOT NULL,
    text_before text NOT NULL,
    text_after text NOT NULL,
    content character varying NOT NULL,
    returned_at timestamp with time zone
);
CREATE TABLE public.audits (
    id character varying NOT NULL,
    intent character varying NOT NULL,
    engine character varying NOT NULL,
    accurate boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    source character varying NOT NULL,
    decision_id character varying,
    account character varying DEFAULT ''::character varying NOT NULL,
    question text DEFAULT ''::text NOT NULL,
    counted boolean DEFAULT true NOT NULL,
    stood boolean DEFAULT true NOT NULL
);
CREATE TABLE public.canaries (
    id character varying NOT NULL,
    decision_id character varying NOT NULL,
    ticket_id character varying NOT NULL,
    because character varying NOT NULL,
    kind text NOT NULL,
    sentence integer NOT NULL,
    text text NOT NULL,
    error text NOT NULL,
    was text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    by character varying,
    decided_at timestamp with time zone
);
CREATE TABLE public.channels (
    id character varying NOT NULL,
    name text NOT NULL,
    is_ext_shared boolean NOT NULL,
    last_seen_ts character varying NOT NULL,
    updated_at timestamp with time zone NOT NULL
);
CREATE TABLE public.citations (
    decision_id character varying NOT NULL,
    passage_id character varying NOT NULL,
    article_id character varying NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.classifier_versions (
    id character varying NOT NULL,
    made_at timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL,
    state text NOT NULL,
    learned integer NOT NULL,
    held_out integer NOT NULL,
    right_before integer NOT NULL,
    right_after integer NOT NULL,
    recall_policy double precision NOT NULL,
    recall_after double precision NOT NULL
);
CREATE TABLE public.closed_questions (
    ticket_id character varying NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.decisions (
    id character varying NOT NULL,
    turn_id character varying NOT NULL,
    ticket_id character varying NOT NULL,
    revision integer NOT NULL,
    tier integer NOT NULL,
    team character varying NOT NULL,
    intent character varying NOT NULL,
    confidence double precision NOT NULL,
    not_a_request boolean NOT NULL,
    payload text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    current boolean NOT NULL
);
CREATE TABLE public.drafts (
    decision_id character varying NOT NULL,
    text text NOT NULL,
    state text NOT NULL,
    decided_by character varying,
    decided_at timestamp with time zone,
    final_text text,
    made_at timestamp with time zone NOT NULL
);
CREATE TABLE public.erasures (
    id character varying NOT NULL,
    kind character varying NOT NULL,
    subject text NOT NULL,
    names text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    counts text NOT NULL
);
CREATE TABLE public.executors (
    number integer NOT NULL,
    place character varying NOT NULL,
    pid integer NOT NULL,
    started_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    connected_since timestamp with time zone,
    owes_reading boolean DEFAULT true NOT NULL
);
CREATE SEQUENCE public.executors_number_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.executors_number_seq OWNED BY public.executors.number;
CREATE TABLE public.feedback (
    post_id character varying NOT NULL,
    "user" character varying NOT NULL,
    vote character varying NOT NULL,
    word text NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.flags (
    id character varying NOT NULL,
    channel character varying NOT NULL,
    ts character varying NOT NULL,
    decision_id character varying,
    by character varying NOT NULL,
    verdict text NOT NULL,
    correction text NOT NULL,
    cause text NOT NULL,
    note text NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.gap_articles (
    id character varying NOT NULL,
    name text NOT NULL,
    tickets text NOT NULL,
    asked_by character varying NOT NULL,
    created_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    title text NOT NULL,
    text text NOT NULL,
    engine character varying NOT NULL,
    left_out integer NOT NULL,
    decided_by character varying,
    decided_at timestamp with time zone,
    file character varying NOT NULL,
    problem character varying NOT NULL
);
CREATE TABLE public.inbox (
    seq integer NOT NULL,
    id text NOT NULL,
    kind text NOT NULL,
    channel text NOT NULL,
    ts text NOT NULL,
    thread_ts text,
    author text NOT NULL,
    payload text NOT NULL,
    received_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    note text NOT NULL,
    attempts integer NOT NULL,
    not_before timestamp with time zone
);
CREATE SEQUENCE public.inbox_seq_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.inbox_seq_seq OWNED BY public.inbox.seq;
CREATE TABLE public.incident_threads (
    incident_id character varying NOT NULL,
    ticket_id character varying NOT NULL,
    account character varying NOT NULL,
    intent character varying NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.incidents (
    id character varying NOT NULL,
    intent character varying NOT NULL,
    name text NOT NULL,
    usual double precision NOT NULL,
    began_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    ended_by character varying
);
CREATE TABLE public.index_builds (
    seq integer NOT NULL,
    build character varying NOT NULL,
    embedding character varying NOT NULL,
    format integer NOT NULL,
    digest character varying NOT NULL,
    published_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.index_builds_seq_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.index_builds_seq_seq OWNED BY public.index_builds.seq;
CREATE TABLE public.index_parts (
    build_seq integer NOT NULL,
    number integer NOT NULL,
    content bytea NOT NULL
);
CREATE TABLE public.intent_labels (
    id character varying NOT NULL,
    ticket_id character varying NOT NULL,
    decision_id character varying NOT NULL,
    source text NOT NULL,
    intent character varying NOT NULL,
    was character varying NOT NULL,
    by character varying NOT NULL,
    at timestamp with time zone NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    place character varying NOT NULL,
    text text NOT NULL
);
CREATE TABLE public.leases (
    key character varying NOT NULL,
    executor integer NOT NULL
);
CREATE TABLE public.messages (
    channel character varying NOT NULL,
    ts character varying NOT NULL,
    ticket_id character varying NOT NULL,
    turn_id character varying,
    author character varying NOT NULL,
    role text NOT NULL,
    text text NOT NULL,
    files integer NOT NULL,
    deleted boolean NOT NULL,
    edited_ts character varying,
    said_at timestamp with time zone NOT NULL,
    thread_ts character varying,
    heard text,
    chatter boolean DEFAULT false NOT NULL
);
CREATE TABLE public.meta (
    key character varying NOT NULL,
    value text NOT NULL
);
CREATE TABLE public.model_calls (
    id character varying NOT NULL,
    ticket_id character varying,
    model character varying NOT NULL,
    purpose character varying NOT NULL,
    input_tokens integer NOT NULL,
    cache_write_tokens integer NOT NULL,
    cache_read_tokens integer NOT NULL,
    output_tokens integer NOT NULL,
    cost_usd double precision NOT NULL,
    ms double precision NOT NULL,
    outcome character varying NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.posts (
    seq integer NOT NULL,
    id character varying NOT NULL,
    dedupe_key character varying NOT NULL,
    kind character varying NOT NULL,
    lane character varying NOT NULL,
    channel character varying NOT NULL,
    thread_ts character varying,
    ticket_id character varying,
    decision_id character varying,
    body text NOT NULL,
    guard text,
    state text NOT NULL,
    attempts integer NOT NULL,
    not_before timestamp with time zone,
    slack_channel character varying,
    slack_ts character varying,
    error text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    uncertain boolean DEFAULT false NOT NULL,
    form character varying DEFAULT ''::character varying NOT NULL,
    why text DEFAULT ''::text NOT NULL,
    worked_by integer,
    begun boolean DEFAULT true NOT NULL
);
CREATE SEQUENCE public.posts_seq_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.posts_seq_seq OWNED BY public.posts.seq;
CREATE TABLE public.rate_gates (
    key character varying NOT NULL,
    free_at double precision NOT NULL
);
CREATE TABLE public.summaries (
    ticket_id character varying NOT NULL,
    covered integer NOT NULL,
    digest character varying NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.ticket_states (
    seq integer NOT NULL,
    id character varying NOT NULL,
    ticket_id character varying NOT NULL,
    at timestamp with time zone NOT NULL,
    status text NOT NULL,
    by character varying NOT NULL,
    how text
);
CREATE SEQUENCE public.ticket_states_seq_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.ticket_states_seq_seq OWNED BY public.ticket_states.seq;
CREATE TABLE public.tickets (
    id character varying NOT NULL,
    channel character varying NOT NULL,
    thread_ts character varying NOT NULL,
    opened_by character varying NOT NULL,
    opened_by_team character varying,
    account character varying,
    team character varying NOT NULL,
    owner character varying,
    state text NOT NULL,
    taken_by character varying,
    opened_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    forced character varying NOT NULL,
    last_author_ts character varying NOT NULL
);
CREATE TABLE public.trust_events (
    seq integer NOT NULL,
    id character varying NOT NULL,
    intent character varying NOT NULL,
    engine character varying NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone NOT NULL,
    by character varying NOT NULL,
    reason text NOT NULL
);
CREATE SEQUENCE public.trust_events_seq_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.trust_events_seq_seq OWNED BY public.trust_events.seq;
CREATE TABLE public.turns (
    id character varying NOT NULL,
    ticket_id character varying NOT NULL,
    seq integer NOT NULL,
    revision integer NOT NULL,
    state text NOT NULL,
    author character varying NOT NULL,
    first_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    attempts integer NOT NULL,
    urgent boolean DEFAULT false NOT NULL,
    worked_by integer
);
CREATE TABLE public.written_files (
    path text NOT NULL,
    what character varying NOT NULL,
    redacted boolean NOT NULL,
    at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY public.actions ALTER COLUMN seq SET DEFAULT nextval('public.actions_seq_seq'::regclass);
ALTER TABLE ONLY public.executors ALTER COLUMN number SET DEFAULT nextval('public.executors_number_seq'::regclass);
ALTER TABLE ONLY public.inbox ALTER COLUMN seq SET DEFAULT nextval('public.inbox_seq_seq'::regclass);
ALTER TABLE ONLY public.index_builds ALTER COLUMN seq SET DEFAULT nextval('public.index_builds_seq_seq'::regclass);
ALTER TABLE ONLY public.posts ALTER COLUMN seq SET DEFAULT nextval('public.posts_seq_seq'::regclass);
ALTER TABLE ONLY public.ticket_states ALTER COLUMN seq SET DEFAULT nextval('public.ticket_states_seq_seq'::regclass);
ALTER TABLE ONLY public.trust_events ALTER COLUMN seq SET DEFAULT nextval('public.trust_events_seq_seq'::regclass);
INSERT INTO public.actions VALUES (1, 'actions-id', 'T1', 'D1', 'actions-actor', 'actions-action', '{"reason":"kept"}', '2026-11-02 09:30:00+00', '');
INSERT INTO public.alembic_version VALUES ('0021');
INSERT INTO public.article_flags VALUES ('article_flags-article_id', 'F1', '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00', 'article_flags-cleared_by');
INSERT INTO public.article_reviews VALUES ('article_reviews-id', 'article_reviews-article_id', '2026-11-02 09:30:00+00', 'open', 'article_reviews-decided_by', '2026-11-02 09:30:00+00', 'article_reviews-origin', 'article_reviews-text_before', 'article_reviews-text_after', 'article_reviews-content', '2026-11-02 09:30:00+00');
INSERT INTO public.audits VALUES ('audits-id', 'audits-intent', 'audits-engine', true, '2026-11-02 09:30:00+00', 'audits-source', 'D1', 'audits-account', 'audits-question', true, true);
INSERT INTO public.canaries VALUES ('canaries-id', 'D1', 'T1', 'canaries-because', 'number', 1, 'canaries-text', 'canaries-error', 'canaries-was', '2026-11-02 09:30:00+00', 'caught', 'canaries-by', '2026-11-02 09:30:00+00');
INSERT INTO public.channels VALUES ('channels-id', 'channels-name', true, 'channels-last_seen_ts', '2026-11-02 09:30:00+00');
INSERT INTO public.citations VALUES ('D1', 'citations-passage_id', 'citations-article_id', '2026-11-02 09:30:00+00');
INSERT INTO public.classifier_versions VALUES ('classifier_versions-id', '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00', 'classifier_versions-state', 1, 1, 1, 1, 0.5, 0.5);
INSERT INTO public.closed_questions VALUES ('T1', '2026-11-02 09:30:00+00');
INSERT INTO public.decisions VALUES ('D1', 'TN1', 'T1', 1, 1, 'decisions-team', 'decisions-intent', 0.5, true, '{"tier":1,"reasons":[],"classification":{"intents":[{"name":"feature_question","confidence":0.9}],"chatter":false,"out_of_scope":false,"escalate":[],"urgency":0.0,"frustration":0.0,"churn":0.0,"layers":[]},"team":"support","question":"","passages":[{"id":"exports#1","article_id":"exports","title":"Exports","text":"Open Reports, then Export.","heading_path":[],"url":"","product_area":"","reviewed_at":null,"audience":"public","plans":[],"standing":"current","superseded_by":"","score":0.0,"live":false}],"drafted":{"generation":{"engine":"extractive","sentences":[{"text":"Open Reports.","cites":["exports#1"],"lead":""}],"escalate":null,"ask":null,"usage":[],"chance":1.0,"model":"","prompt":"","near":[]},"grounding":{"checks":[],"score":0.0,"version":"","answers":1.0},"tries":1,"failed":"","problem":null},"sources":[{"id":"exports","title":"Exports","url":"","reviewed_at":null,"standing":"current"}],"summary":"","suggestion":"","not_a_request":false,"timings_ms":{},"versions":{"index":"","policy":""}}', '2026-11-02 09:30:00+00', true);
INSERT INTO public.drafts VALUES ('D1', 'drafts-text', 'pending', 'drafts-decided_by', '2026-11-02 09:30:00+00', 'drafts-final_text', '2026-11-02 09:30:00+00');
INSERT INTO public.erasures VALUES ('erasures-id', 'erasures-kind', 'erasures-subject', '[]', '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00', '{}');
INSERT INTO public.executors VALUES (1, 'executors-place', 1, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00', true);
INSERT INTO public.feedback VALUES ('P1', 'feedback-user', 'feedback-vote', 'feedback-word', '2026-11-02 09:30:00+00');
INSERT INTO public.flags VALUES ('F1', 'flags-channel', 'flags-ts', 'D1', 'flags-by', 'inaccurate', 'flags-correction', 'flags-cause', 'flags-note', '2026-11-02 09:30:00+00');
INSERT INTO public.gap_articles VALUES ('gap_articles-id', 'gap_articles-name', 'gap_articles-tickets', 'gap_articles-asked_by', '2026-11-02 09:30:00+00', 'gap_articles-state', 'gap_articles-title', 'gap_articles-text', 'gap_articles-engine', 1, 'gap_articles-decided_by', '2026-11-02 09:30:00+00', 'gap_articles-file', 'gap_articles-problem');
INSERT INTO public.inbox VALUES (1, 'inbox-id', 'inbox-kind', 'inbox-channel', 'inbox-ts', 'inbox-thread_ts', 'inbox-author', '{"kind":"posted","channel":"C1","ts":"1700000001.000100","user":"U0DANA0001","text":"How do I export?"}', '2026-11-02 09:30:00+00', 'done', 'inbox-note', 1, '2026-11-02 09:30:00+00');
INSERT INTO public.incident_threads VALUES ('I1', 'T1', 'incident_threads-account', 'incident_threads-intent', '2026-11-02 09:30:00+00');
INSERT INTO public.incidents VALUES ('I1', 'incidents-intent', 'incidents-name', 0.5, '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00', 'incidents-ended_by');
INSERT INTO public.index_builds VALUES (1, 'index_builds-build', 'index_builds-embedding', 1, 'index_builds-digest', '2026-11-02 09:30:00+00');
INSERT INTO public.index_parts VALUES (1, 1, '\x636f6e74656e74');
INSERT INTO public.intent_labels VALUES ('intent_labels-id', 'T1', 'D1', 'intent_labels-source', 'intent_labels-intent', 'intent_labels-was', 'intent_labels-by', '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00', 'intent_labels-place', 'intent_labels-text');
INSERT INTO public.leases VALUES ('leases-key', 1);
INSERT INTO public.messages VALUES ('messages-channel', 'messages-ts', 'T1', 'TN1', 'messages-author', 'customer', 'How do I export?', 1, true, 'messages-edited_ts', '2026-11-02 09:30:00+00', 'messages-thread_ts', NULL, true);
INSERT INTO public.meta VALUES ('meta-key', 'meta-value');
INSERT INTO public.model_calls VALUES ('model_calls-id', 'T1', 'model_calls-model', 'model_calls-purpose', 1, 1, 1, 1, 0.5, 0.5, 'model_calls-outcome', '2026-11-02 09:30:00+00');
INSERT INTO public.posts VALUES (1, 'P1', 'posts-dedupe_key', 'posts-kind', 'posts-lane', 'posts-channel', 'posts-thread_ts', 'T1', 'D1', '{"text":"Open Reports."}', NULL, 'sent', 1, '2026-11-02 09:30:00+00', 'posts-slack_channel', 'posts-slack_ts', 'posts-error', '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00', true, 'posts-form', 'posts-why', 1, true);
INSERT INTO public.rate_gates VALUES ('rate_gates-key', 0.5);
INSERT INTO public.summaries VALUES ('T1', 1, 'summaries-digest', 'summaries-text', '2026-11-02 09:30:00+00');
INSERT INTO public.ticket_states VALUES (1, 'ticket_states-id', 'T1', '2026-11-02 09:30:00+00', 'resolved', 'ticket_states-by', 'confirmed');
INSERT INTO public.tickets VALUES ('T1', 'tickets-channel', 'tickets-thread_ts', 'tickets-opened_by', 'tickets-opened_by_team', 'tickets-account', 'tickets-team', 'tickets-owner', 'open', 'tickets-taken_by', '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00', 'tickets-forced', 'tickets-last_author_ts');
INSERT INTO public.trust_events VALUES (1, 'trust_events-id', 'trust_events-intent', 'trust_events-engine', 'pass', '2026-11-02 09:30:00+00', 'trust_events-by', 'trust_events-reason');
INSERT INTO public.turns VALUES ('TN1', 'T1', 1, 1, 'decided', 'turns-author', '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00', '2026-11-02 09:30:00+00', 1, true, 1);
INSERT INTO public.written_files VALUES ('written_files-path', 'written_files-what', true, '2026-11-02 09:30:00+00');
SELECT pg_catalog.setval('public.actions_seq_seq', 1, true);
SELECT pg_catalog.setval('public.executors_number_seq', 1, false);
SELECT pg_catalog.setval('public.inbox_seq_seq', 1, true);
SELECT pg_catalog.setval('public.index_builds_seq_seq', 1, true);
SELECT pg_catalog.setval('public.posts_seq_seq', 1, true);
SELECT pg_catalog.setval('public.ticket_states_seq_seq', 1, true);
SELECT pg_catalog.setval('public.trust_events_seq_seq', 1, true);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.actions
    ADD CONSTRAINT pk_actions PRIMARY KEY (seq);
ALTER TABLE ONLY public.article_flags
    ADD CONSTRAINT pk_article_flags PRIMARY KEY (article_id, flag_id);
ALTER TABLE ONLY public.article_reviews
    ADD CONSTRAINT pk_article_reviews PRIMARY KEY (id);
ALTER TABLE ONLY public.audits
    ADD CONSTRAINT pk_audits PRIMARY KEY (id);
ALTER TABLE ONLY public.canaries
    ADD CONSTRAINT pk_canaries PRIMARY KEY (id);
ALTER TABLE ONLY public.channels
    ADD CONSTRAINT pk_channels PRIMARY KEY (id);
ALTER TABLE ONLY public.citations
    ADD CONSTRAINT pk_citations PRIMARY KEY (decision_id, passage_id);
ALTER TABLE ONLY public.classifier_versions
    ADD CONSTRAINT pk_classifier_versions PRIMARY KEY (id);
ALTER TABLE ONLY public.closed_questions
    ADD CONSTRAINT pk_closed_questions PRIMARY KEY (ticket_id);
ALTER TABLE ONLY public.decisions
    ADD CONSTRAINT pk_decisions PRIMARY KEY (id);
ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT pk_drafts PRIMARY KEY (decision_id);
ALTER TABLE ONLY public.erasures
    ADD CONSTRAINT pk_erasures PRIMARY KEY (id);
ALTER TABLE ONLY public.executors
    ADD CONSTRAINT pk_executors PRIMARY KEY (number);
ALTER TABLE ONLY public.feedback
    ADD CONSTRAINT pk_feedback PRIMARY KEY (post_id, "user");
ALTER TABLE ONLY public.flags
    ADD CONSTRAINT pk_flags PRIMARY KEY (id);
ALTER TABLE ONLY public.gap_articles
    ADD CONSTRAINT pk_gap_articles PRIMARY KEY (id);
ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT pk_inbox PRIMARY KEY (seq);
ALTER TABLE ONLY public.incident_threads
    ADD CONSTRAINT pk_incident_threads PRIMARY KEY (incident_id, ticket_id);
ALTER TABLE ONLY public.incidents
    ADD CONSTRAINT pk_incidents PRIMARY KEY (id);
ALTER TABLE ONLY public.index_builds
    ADD CONSTRAINT pk_index_builds PRIMARY KEY (seq);
ALTER TABLE ONLY public.index_parts
    ADD CONSTRAINT pk_index_parts PRIMARY KEY (build_seq, number);
ALTER TABLE ONLY public.intent_labels
    ADD CONSTRAINT pk_intent_labels PRIMARY KEY (id);
ALTER TABLE ONLY public.leases
    ADD CONSTRAINT pk_leases PRIMARY KEY (key);
ALTER TABLE ONLY public.messages
    ADD CONSTRAINT pk_messages PRIMARY KEY (channel, ts);
ALTER TABLE ONLY public.meta
    ADD CONSTRAINT pk_meta PRIMARY KEY (key);
ALTER TABLE ONLY public.model_calls
    ADD CONSTRAINT pk_model_calls PRIMARY KEY (id);
ALTER TABLE ONLY public.posts
    ADD CONSTRAINT pk_posts PRIMARY KEY (seq);
ALTER TABLE ONLY public.rate_gates
    ADD CONSTRAINT pk_rate_gates PRIMARY KEY (key);
ALTER TABLE ONLY public.summaries
    ADD CONSTRAINT pk_summaries PRIMARY KEY (ticket_id);
ALTER TABLE ONLY public.ticket_states
    ADD CONSTRAINT pk_ticket_states PRIMARY KEY (seq);
ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT pk_tickets PRIMARY KEY (id);
ALTER TABLE ONLY public.trust_events
    ADD CONSTRAINT pk_trust_events PRIMARY KEY (seq);
ALTER TABLE ONLY public.turns
    ADD CONSTRAINT pk_turns PRIMARY KEY (id);
ALTER TABLE ONLY public.written_files
    ADD CONSTRAINT pk_written_files PRIMARY KEY (path);
ALTER TABLE ONLY public.actions
    ADD CONSTRAINT uq_actions_id UNIQUE (id);
ALTER TABLE ONLY public.canaries
    ADD CONSTRAINT uq_canaries_because UNIQUE (because);
ALTER TABLE ONLY public.decisions
    ADD CONSTRAINT uq_decisions_turn_id_revision UNIQUE (turn_id, revision);
ALTER TABLE ONLY public.flags
    ADD CONSTRAINT uq_flags_channel_ts_by UNIQUE (channel, ts, by);
ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT uq_inbox_id UNIQUE (id);
ALTER TABLE ONLY public.posts
    ADD CONSTRAINT uq_posts_dedupe_key UNIQUE (dedupe_key);
ALTER TABLE ONLY public.posts
    ADD CONSTRAINT uq_posts_id UNIQUE (id);
ALTER TABLE ONLY public.ticket_states
    ADD CONSTRAINT uq_ticket_states_id UNIQUE (id);
ALTER TABLE ONLY public.tickets
    ADD CONSTRAINT uq_tickets_channel_thread_ts UNIQUE (channel, thread_ts);
ALTER TABLE ONLY public.trust_events
    ADD CONSTRAINT uq_trust_events_id UNIQUE (id);
ALTER TABLE ONLY public.turns
    ADD CONSTRAINT uq_turns_ticket_id_seq UNIQUE (ticket_id, seq);
CREATE INDEX ix_actions_at ON public.actions USING btree (at);
CREATE INDEX ix_actions_decision_id ON public.actions USING btree (decision_id);
CREATE INDEX ix_actions_ticket_id ON public.actions USING btree (ticket_id);
CREATE INDEX ix_article_reviews_article_id ON public.article_reviews USING btree (article_id);
CREATE INDEX ix_audits_decision_id ON public.audits USING btree (decision_id);
CREATE INDEX ix_audits_intent_engine_at ON public.audits USING btree (intent, engine, at);
CREATE INDEX ix_canaries_by_decided_at ON public.canaries USING btree (by, decided_at);
CREATE INDEX ix_canaries_decision_id ON public.canaries USING btree (decision_id);
CREATE INDEX ix_canaries_state ON public.canaries USING btree (state);
CREATE INDEX ix_canaries_ticket_id ON public.canaries USING btree (ticket_id);
CREATE INDEX ix_citations_article_id_at ON public.citations USING btree (article_id, at);
CREATE INDEX ix_citations_passage_id ON public.citations USING btree (passage_id);
CREATE INDEX ix_decisions_decided_at ON public.decisions USING btree (decided_at);
CREATE INDEX ix_decisions_ticket_id_decided_at ON public.decisions USING btree (ticket_id, decided_at);
CREATE INDEX ix_drafts_state_made_at ON public.drafts USING btree (state, made_at);
CREATE INDEX ix_flags_decision_id ON public.flags USING btree (decision_id);
CREATE INDEX ix_gap_articles_state ON public.gap_articles USING btree (state);
CREATE INDEX ix_inbox_new ON public.inbox USING btree (seq) WHERE (state = 'new'::text);
CREATE INDEX ix_incident_threads_ticket_id ON public.incident_threads USING btree (ticket_id);
CREATE INDEX ix_intent_labels_asked_at ON public.intent_labels USING btree (asked_at);
CREATE INDEX ix_intent_labels_at ON public.intent_labels USING btree (at);
CREATE INDEX ix_intent_labels_decision_id ON public.intent_labels USING btree (decision_id);
CREATE INDEX ix_intent_labels_ticket_id ON public.intent_labels USING btree (ticket_id);
CREATE INDEX ix_leases_executor ON public.leases USING btree (executor);
CREATE INDEX ix_messages_said_at ON public.messages USING btree (said_at);
CREATE INDEX ix_messages_ticket_id_ts ON public.messages USING btree (ticket_id, ts);
CREATE INDEX ix_messages_turn_id ON public.messages USING btree (turn_id);
CREATE INDEX ix_model_calls_at ON public.model_calls USING btree (at);
CREATE INDEX ix_model_calls_ticket_id ON public.model_calls USING btree (ticket_id);
CREATE INDEX ix_posts_decision_id ON public.posts USING btree (decision_id);
CREATE INDEX ix_posts_slack_channel_slack_ts ON public.posts USING btree (slack_channel, slack_ts);
CREATE INDEX ix_posts_ticket_id ON public.posts USING btree (ticket_id);
CREATE INDEX ix_posts_waiting ON public.posts USING btree (lane, seq) WHERE (state = ANY (ARRAY['due'::text, 'sending'::text]));
CREATE INDEX ix_ticket_states_at ON public.ticket_states USING btree (at);
CREATE INDEX ix_ticket_states_ticket_id ON public.ticket_states USING btree (ticket_id);
CREATE INDEX ix_tickets_channel_opened_by_last_author_ts ON public.tickets USING btree (channel, opened_by, last_author_ts);
CREATE INDEX ix_tickets_opened_by ON public.tickets USING btree (opened_by);
CREATE INDEX ix_tickets_state_updated_at ON public.tickets USING btree (state, updated_at);
CREATE INDEX ix_trust_events_intent_engine_at ON public.trust_events USING btree (intent, engine, at);
CREATE INDEX ix_turns_state_due_at ON public.turns USING btree (state, due_at);
CREATE UNIQUE INDEX uq_article_reviews_open ON public.article_reviews USING btree (article_id) WHERE (outcome = 'open'::text);
CREATE UNIQUE INDEX uq_incidents_open ON public.incidents USING btree (intent) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX uq_posts_sending ON public.posts USING btree (lane) WHERE (state = 'sending'::text);
CREATE UNIQUE INDEX uq_turns_gathering ON public.turns USING btree (ticket_id) WHERE (state = 'gathering'::text);
ALTER TABLE ONLY public.article_flags
    ADD CONSTRAINT fk_article_flags_flag_id FOREIGN KEY (flag_id) REFERENCES public.flags(id);
ALTER TABLE ONLY public.citations
    ADD CONSTRAINT fk_citations_decision_id FOREIGN KEY (decision_id) REFERENCES public.decisions(id);
ALTER TABLE ONLY public.decisions
    ADD CONSTRAINT fk_decisions_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.decisions
    ADD CONSTRAINT fk_decisions_turn_id FOREIGN KEY (turn_id) REFERENCES public.turns(id);
ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT fk_drafts_decision_id FOREIGN KEY (decision_id) REFERENCES public.decisions(id);
ALTER TABLE ONLY public.incident_threads
    ADD CONSTRAINT fk_incident_threads_incident_id_incidents FOREIGN KEY (incident_id) REFERENCES public.incidents(id);
ALTER TABLE ONLY public.incident_threads
    ADD CONSTRAINT fk_incident_threads_ticket_id_tickets FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.index_parts
    ADD CONSTRAINT fk_index_parts_build_seq FOREIGN KEY (build_seq) REFERENCES public.index_builds(seq) ON DELETE CASCADE;
ALTER TABLE ONLY public.intent_labels
    ADD CONSTRAINT fk_intent_labels_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.leases
    ADD CONSTRAINT fk_leases_executor FOREIGN KEY (executor) REFERENCES public.executors(number) ON DELETE CASCADE;
ALTER TABLE ONLY public.messages
    ADD CONSTRAINT fk_messages_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.messages
    ADD CONSTRAINT fk_messages_turn_id FOREIGN KEY (turn_id) REFERENCES public.turns(id);
ALTER TABLE ONLY public.posts
    ADD CONSTRAINT fk_posts_decision_id FOREIGN KEY (decision_id) REFERENCES public.decisions(id);
ALTER TABLE ONLY public.posts
    ADD CONSTRAINT fk_posts_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.ticket_states
    ADD CONSTRAINT fk_ticket_states_ticket_id_tickets FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
ALTER TABLE ONLY public.turns
    ADD CONSTRAINT fk_turns_ticket_id FOREIGN KEY (ticket_id) REFERENCES public.tickets(id);
