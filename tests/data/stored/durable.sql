BEGIN TRANSACTION;
CREATE TABLE application_versions (
    version_id TEXT NOT NULL PRIMARY KEY,
    version_name TEXT NOT NULL UNIQUE,
    version_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    created_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
, "application_name" TEXT DEFAULT NULL);
INSERT INTO "application_versions" VALUES('f0083164-ee0a-49bf-88cc-fdc0fa01d204','1',1795766978000,1795766978000,'earnest');
CREATE TABLE dbos_migrations (version INTEGER NOT NULL PRIMARY KEY);
INSERT INTO "dbos_migrations" VALUES(125);
CREATE TABLE notifications (
    message_uuid TEXT NOT NULL DEFAULT (hex(randomblob(16))) PRIMARY KEY,
    destination_uuid TEXT NOT NULL,
    topic TEXT,
    message TEXT NOT NULL,
    created_at_epoch_ms INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000), "serialization" TEXT DEFAULT NULL, "consumed" BOOLEAN NOT NULL DEFAULT FALSE, consumed_by_function_id INTEGER,
    FOREIGN KEY (destination_uuid) REFERENCES workflow_status(workflow_uuid) 
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE "operation_outputs" (
    workflow_uuid TEXT NOT NULL,
    function_id INTEGER NOT NULL,
    function_name TEXT NOT NULL DEFAULT '',
    output TEXT,
    error TEXT,
    child_workflow_id TEXT,
    started_at_epoch_ms INTEGER,
    completed_at_epoch_ms INTEGER,
    serialization TEXT,
    application_name TEXT DEFAULT NULL,
    retention_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    PRIMARY KEY (workflow_uuid, function_id)
);
INSERT INTO "operation_outputs" VALUES('id2:1',1,'listen','"{\"ok\":{\"conversation\":{\"ticket_id\":\"ticket-1-before-retrieve\",\"turn_id\":\"id2\",\"revision\":1,\"channel\":\"CACME\",\"thread_ts\":\"1700000002.000100\",\"question\":\"How do I export report 1?\",\"asked_by\":\"UCUST\",\"asked_at\":\"2026-03-02T10:00:00Z\",\"history\":[],\"account\":null,\"mode\":\"auto\",\"person_has_thread\":false,\"forced_in\":false,\"attachments_only\":false,\"asked_before\":false}}}"',NULL,NULL,1795766978558,1795766978571,'earnest_json','earnest',1795766978000);
INSERT INTO "operation_outputs" VALUES('id5:1',1,'listen','"{\"ok\":{\"conversation\":{\"ticket_id\":\"ticket-4-before-review\",\"turn_id\":\"id5\",\"revision\":1,\"channel\":\"CACME\",\"thread_ts\":\"1700000005.000100\",\"question\":\"How do I export report 4?\",\"asked_by\":\"UCUST\",\"asked_at\":\"2026-03-02T10:00:00Z\",\"history\":[],\"account\":null,\"mode\":\"auto\",\"person_has_thread\":false,\"forced_in\":false,\"attachments_only\":false,\"asked_before\":false}}}"',NULL,NULL,1795766978569,1795766978577,'earnest_json','earnest',1795766978000);
INSERT INTO "operation_outputs" VALUES('id4:1',1,'listen','"{\"ok\":{\"conversation\":{\"ticket_id\":\"ticket-3-before-route\",\"turn_id\":\"id4\",\"revision\":1,\"channel\":\"CACME\",\"thread_ts\":\"1700000004.000100\",\"question\":\"How do I export report 3?\",\"asked_by\":\"UCUST\",\"asked_at\":\"2026-03-02T10:00:00Z\",\"history\":[],\"account\":null,\"mode\":\"auto\",\"person_has_thread\":false,\"forced_in\":false,\"attachments_only\":false,\"asked_before\":false}}}"',NULL,NULL,1795766978563,1795766978576,'earnest_json','earnest',1795766978000);
INSERT INTO "operation_outputs" VALUES('id2:1',2,'classify','"{\"ok\":{\"intents\":[{\"name\":\"feature_question\",\"confidence\":0.91}],\"chatter\":false,\"out_of_scope\":false,\"escalate\":[],\"urgency\":0.0,\"frustration\":0.0,\"churn\":0.0,\"layers\":[]}}"',NULL,NULL,1795766978577,1795766978585,'earnest_json','earnest',1795766978000);
INSERT INTO "operation_outputs" VALUES('id6:1',1,'listen','"{\"ok\":{\"conversation\":{\"ticket_id\":\"ticket-5-before-end\",\"turn_id\":\"id6\",\"revision\":1,\"channel\":\"CACME\",\"thread_ts\":\"1700000006.000100\",\"question\":\"How do I export report 5?\",\"asked_by\":\"UCUST\",\"asked_at\":\"2026-03-02T10:00:00Z\",\"history\":[],\"account\":null,\"mode\":\"auto\",\"person_has_thread\":false,\"forced_in\":false,\"attachments_only\":false,\"asked_before\":false}}}"',NULL,NULL,1795766978575,1795766978586,'earnest_json','earnest',1795766978000);
INSERT INTO "operation_outputs" VALUES('id3:1',1,'listen','"{\"ok\":{\"conversation\":{\"ticket_id\":\"ticket-2-before-generate\",\"turn_id\":\"id3\",\"revision\":1,\"channel\":\"CACME\",\"thread_ts\":\"1700000003.000100\",\"question\":\"How do I export report 2?\",\"asked_by\":\"UCUST\",\"asked_at\":\"2026-03-02T10:00:00Z\",\"history\":[],\"account\":null,\"mode\":\"auto\",\"person_has_thread\":false,\"forced_in\":false,\"attachments_only\":false,\"asked_before\":false}}}"',NULL,NULL,1795766978561,1795766978585,'earnest_json','earnest',1795766978000);
INSERT INTO "operation_outputs" VALUES('id4:1',2,'classify','"{\"ok\":{\"intents\":[{\"name\":\"feature_question\",\"confidence\":0.91}],\"chatter\":false,\"out_of_scope\":false,\"escalate\":[],\"urgency\":0.0,\"frustration\":0.0,\"churn\":0.0,\"layers\":[]}}"',NULL,NULL,1795766978582,1795766978589,'earnest_json','earnest',1795766978000);
INSERT INTO "operation_outputs" VALUES('id5:1',2,'classify','"{\"ok\":{\"intents\":[{\"name\":\"feature_question\",\"confidence\":0.91}],\"chatter\":false,\"out_of_scope\":false,\"escalate\":[],\"urgency\":0.0,\"frustration\":0.0,\"churn\":0.0,\"layers\":[]}}"',NULL,NULL,1795766978582,1795766978589,'earnest_json','earnest',1795766978000);
INSERT INTO "operation_outputs" VALUES('id1:1',1,'listen','"{\"ok\":{\"conversation\":{\"ticket_id\":\"ticket-0-before-classify\",\"turn_id\":\"id1\",\"revision\":1,\"channel\":\"CACME\",\"thread_ts\":\"1700000001.000100\",\"question\":\"How do I export report 0?\",\"asked_by\":\"UCUST\",\"asked_at\":\"2026-03-02T10:00:00Z\",\"history\":[],\"account\":null,\"mode\":\"auto\",\"person_has_thread\":false,\"forced_in\":false,\"attachments_only\":false,\"asked_before\":false}}}"',NULL,NULL,1795766978554,1795766978592,'earnest_json','earnest',1795766978000);
INSERT INTO "operation_outputs" VALUES('id5:1',3,'retrieve','"{\"ok\":{\"passages\":[{\"id\":\"exports#1\",\"article_id\":\"exports\",\"title\":\"Export a report\",\"text\":\"Open **Reports > Export**.\",\"heading_path\":[\"Export a report\"],\"url\":\"https://help.example/exports\",\"product_area\":\"reports\",\"reviewed_at\":\"2026-02-20\",\"audience\":\"public\",\"plans\":[],\"score\":0.8}],\"unavailable\":false}}"',NULL,NULL,1795766978592,1795766978596,'earnest_json','earnest',1795766978000);
INSERT INTO "operation_outputs" VALUES('id3:1',2,'classify','"{\"ok\":{\"intents\":[{\"name\":\"feature_question\",\"confidence\":0.91}],\"chatter\":false,\"out_of_scope\":false,\"escalate\":[],\"urgency\":0.0,\"frustration\":0.0,\"churn\":0.0,\"layers\":[]}}"',NULL,NULL,1795766978589,1795766978594,'earnest_json','earnest',1795766978000);
INSERT INTO "operation_outputs" VALUES('id6:1',2,'classify','"{\"ok\":{\"intents\":[{\"name\":\"feature_question\",\"confidence\":0.91}],\"chatter\":false,\"out_of_scope\":false,\"escalate\":[],\"urgency\":0.0,\"frustration\":0.0,\"churn\":0.0,\"layers\":[]}}"',NULL,NULL,1795766978588,1795766978594,'earnest_json','earnest',1795766978000);
INSERT INTO "operation_outputs" VALUES('id5:1',4,'generate','"{\"ok\":{\"generation\":{\"engine\":\"extractive\",\"sentences\":[{\"text\":\"Open **Reports > Export**.\",\"cites\":[\"exports#1\"],\"lead\":\"\"}],\"escalate\":null,\"ask\":null,\"usage\":[],\"chance\":0.9},\"grounding\":{\"checks\":[{\"sentence\":{\"text\":\"Open **Reports > Export**.\",\"cites\":[\"exports#1\"],\"lead\":\"\"},\"supported\":true,\"passage_id\":\"exports#1\",\"finding\":\"\"}],\"score\":1.0},\"tries\":1,\"failed\":\"\"}}"',NULL,NULL,1795766978597,1795766978600,'earnest_json','earnest',1795766978000);
INSERT INTO "operation_outputs" VALUES('id3:1',3,'retrieve','"{\"ok\":{\"passages\":[{\"id\":\"exports#1\",\"article_id\":\"exports\",\"title\":\"Export a report\",\"text\":\"Open **Reports > Export**.\",\"heading_path\":[\"Export a report\"],\"url\":\"https://help.example/exports\",\"product_area\":\"reports\",\"reviewed_at\":\"2026-02-20\",\"audience\":\"public\",\"plans\":[],\"score\":0.8}],\"unavailable\":false}}"',NULL,NULL,1795766978599,1795766978602,'earnest_json','earnest',1795766978000);
INSERT INTO "operation_outputs" VALUES('id6:1',3,'retrieve','"{\"ok\":{\"passages\":[{\"id\":\"exports#1\",\"article_id\":\"exports\",\"title\":\"Export a report\",\"text\":\"Open **Reports > Export**.\",\"heading_path\":[\"Export a report\"],\"url\":\"https://help.example/exports\",\"product_area\":\"reports\",\"reviewed_at\":\"2026-02-20\",\"audience\":\"public\",\"plans\":[],\"score\":0.8}],\"unavailable\":false}}"',NULL,NULL,1795766978600,1795766978603,'earnest_json','earnest',1795766978000);
INSERT INTO "operation_outputs" VALUES('id5:1',5,'route','"{\"ok\":{\"tier\":1,\"reasons\":[{\"code\":\"draft_mode\",\"tier\":1,\"detail\":\"\"},{\"code\":\"intent_not_trusted\",\"tier\":1,\"detail\":\"feature_question\"}],\"classification\":{\"intents\":[{\"name\":\"feature_question\",\"confidence\":0.91}],\"chatter\":false,\"out_of_scope\":false,\"escalate\":[],\"urgency\":0.0,\"frustration\":0.0,\"churn\":0.0,\"layers\":[]},\"team\":\"support\",\"question\":\"How do I export report 4?\",\"passages\":[{\"id\":\"exports#1\",\"article_id\":\"exports\",\"title\":\"Export a report\",\"text\":\"Open **Reports > Export**.\",\"heading_path\":[\"Export a report\"],\"url\":\"https://help.example/exports\",\"product_area\":\"reports\",\"reviewed_at\":\"2026-02-20\",\"audience\":\"public\",\"plans\":[],\"score\":0.8}],\"drafted\":{\"generation\":{\"engine\":\"extractive\",\"sentences\":[{\"text\":\"Open **Reports > Export**.\",\"cites\":[\"exports#1\"],\"lead\":\"\"}],\"escalate\":null,\"ask\":null,\"usage\":[],\"chance\":0.9},\"grounding\":{\"checks\":[{\"sentence\":{\"text\":\"Open **Reports > Export**.\",\"cites\":[\"exports#1\"],\"lead\":\"\"},\"supported\":true,\"passage_id\":\"exports#1\",\"finding\":\"\"}],\"score\":1.0},\"tries\":1,\"failed\":\"\"},\"sources\":[{\"id\":\"exports\",\"title\":\"Export a report\",\"url\":\"https://help.example/exports\",\"reviewed_at\":\"2026-02-20\"}],\"summary\":\"The customer asks how to export a report.\",\"suggestion\":\"\",\"not_a_request\":false,\"timings_ms\":{}}}"',NULL,NULL,1795766978602,1795766978605,'earnest_json','earnest',1795766978000);
INSERT INTO "operation_outputs" VALUES('id6:1',4,'generate','"{\"ok\":{\"generation\":{\"engine\":\"extractive\",\"sentences\":[{\"text\":\"Open **Reports > Export**.\",\"cites\":[\"exports#1\"],\"lead\":\"\"}],\"escalate\":null,\"ask\":null,\"usage\":[],\"chance\":0.9},\"grounding\":{\"checks\":[{\"sentence\":{\"text\":\"Open **Reports > Export**.\",\"cites\":[\"exports#1\"],\"lead\":\"\"},\"supported\":true,\"passage_id\":\"exports#1\",\"finding\":\"\"}],\"score\":1.0},\"tries\":1,\"failed\":\"\"}}"',NULL,NULL,1795766978605,1795766978606,'earnest_json','earnest',1795766978000);
INSERT INTO "operation_outputs" VALUES('id6:1',5,'route','"{\"ok\":{\"tier\":1,\"reasons\":[{\"code\":\"draft_mode\",\"tier\":1,\"detail\":\"\"},{\"code\":\"intent_not_trusted\",\"tier\":1,\"detail\":\"feature_question\"}],\"classification\":{\"intents\":[{\"name\":\"feature_question\",\"confidence\":0.91}],\"chatter\":false,\"out_of_scope\":false,\"escalate\":[],\"urgency\":0.0,\"frustration\":0.0,\"churn\":0.0,\"layers\":[]},\"team\":\"support\",\"question\":\"How do I export report 5?\",\"passages\":[{\"id\":\"exports#1\",\"article_id\":\"exports\",\"title\":\"Export a report\",\"text\":\"Open **Reports > Export**.\",\"heading_path\":[\"Export a report\"],\"url\":\"https://help.example/exports\",\"product_area\":\"reports\",\"reviewed_at\":\"2026-02-20\",\"audience\":\"public\",\"plans\":[],\"score\":0.8}],\"drafted\":{\"generation\":{\"engine\":\"extractive\",\"sentences\":[{\"text\":\"Open **Reports > Export**.\",\"cites\":[\"exports#1\"],\"lead\":\"\"}],\"escalate\":null,\"ask\":null,\"usage\":[],\"chance\":0.9},\"grounding\":{\"checks\":[{\"sentence\":{\"text\":\"Open **Reports > Export**.\",\"cites\":[\"exports#1\"],\"lead\":\"\"},\"supported\":true,\"passage_id\":\"exports#1\",\"finding\":\"\"}],\"score\":1.0},\"tries\":1,\"failed\":\"\"},\"sources\":[{\"id\":\"exports\",\"title\":\"Export a report\",\"url\":\"https://help.example/exports\",\"reviewed_at\":\"2026-02-20\"}],\"summary\":\"The customer asks how to export a report.\",\"suggestion\":\"\",\"not_a_request\":false,\"timings_ms\":{}}}"',NULL,NULL,1795766978607,1795766978608,'earnest_json','earnest',1795766978000);
INSERT INTO "operation_outputs" VALUES('id4:1',3,'retrieve','"{\"ok\":{\"passages\":[{\"id\":\"exports#1\",\"article_id\":\"exports\",\"title\":\"Export a report\",\"text\":\"Open **Reports > Export**.\",\"heading_path\":[\"Export a report\"],\"url\":\"https://help.example/exports\",\"product_area\":\"reports\",\"reviewed_at\":\"2026-02-20\",\"audience\":\"public\",\"plans\":[],\"score\":0.8}],\"unavailable\":false}}"',NULL,NULL,1795766978591,1795766978595,'earnest_json','earnest',1795766978000);
INSERT INTO "operation_outputs" VALUES('id6:1',6,'review','"{\"ok\":{\"written\":true,\"decision_id\":\"id7\"}}"',NULL,NULL,1795766978609,1795766978620,'earnest_json','earnest',1795766978000);
INSERT INTO "operation_outputs" VALUES('id4:1',4,'generate','"{\"ok\":{\"generation\":{\"engine\":\"extractive\",\"sentences\":[{\"text\":\"Open **Reports > Export**.\",\"cites\":[\"exports#1\"],\"lead\":\"\"}],\"escalate\":null,\"ask\":null,\"usage\":[],\"chance\":0.9},\"grounding\":{\"checks\":[{\"sentence\":{\"text\":\"Open **Reports > Export**.\",\"cites\":[\"exports#1\"],\"lead\":\"\"},\"supported\":true,\"passage_id\":\"exports#1\",\"finding\":\"\"}],\"score\":1.0},\"tries\":1,\"failed\":\"\"}}"',NULL,NULL,1795766978619,1795766978621,'earnest_json','earnest',1795766978000);
CREATE TABLE queues (
    queue_id TEXT PRIMARY KEY DEFAULT (hex(randomblob(16))),
    name TEXT NOT NULL UNIQUE,
    concurrency INTEGER,
    worker_concurrency INTEGER,
    rate_limit_max INTEGER,
    rate_limit_period_sec REAL,
    priority_enabled BOOLEAN NOT NULL DEFAULT FALSE,
    partition_queue BOOLEAN NOT NULL DEFAULT FALSE,
    polling_interval_sec REAL NOT NULL DEFAULT 1.0,
    created_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    updated_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
, "application_name" TEXT DEFAULT NULL, "partition_concurrency" INTEGER DEFAULT NULL, "partition_worker_concurrency" INTEGER DEFAULT NULL, "partition_rate_limit_max" INTEGER DEFAULT NULL, "partition_rate_limit_period_sec" REAL DEFAULT NULL);
CREATE TABLE streams (
    workflow_uuid TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    "offset" INTEGER NOT NULL, function_id INTEGER NOT NULL DEFAULT 0, "serialization" TEXT DEFAULT NULL,
    PRIMARY KEY (workflow_uuid, key, "offset"),
    FOREIGN KEY (workflow_uuid) REFERENCES workflow_status(workflow_uuid) 
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE workflow_events (
    workflow_uuid TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL, "serialization" TEXT DEFAULT NULL,
    PRIMARY KEY (workflow_uuid, key),
    FOREIGN KEY (workflow_uuid) REFERENCES workflow_status(workflow_uuid) 
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE workflow_events_history (
    workflow_uuid TEXT NOT NULL,
    function_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL, "serialization" TEXT DEFAULT NULL,
    PRIMARY KEY (workflow_uuid, function_id, key),
    FOREIGN KEY (workflow_uuid) REFERENCES workflow_status(workflow_uuid)
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE workflow_input (
    workflow_uuid TEXT NOT NULL PRIMARY KEY,
    inputs TEXT,
    retention_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
);
INSERT INTO "workflow_input" VALUES('id1:1','{"args": ["turn", "id1:1"], "kwargs": {}}',1795766978000);
INSERT INTO "workflow_input" VALUES('id2:1','{"args": ["turn", "id2:1"], "kwargs": {}}',1795766978000);
INSERT INTO "workflow_input" VALUES('id3:1','{"args": ["turn", "id3:1"], "kwargs": {}}',1795766978000);
INSERT INTO "workflow_input" VALUES('id4:1','{"args": ["turn", "id4:1"], "kwargs": {}}',1795766978000);
INSERT INTO "workflow_input" VALUES('id5:1','{"args": ["turn", "id5:1"], "kwargs": {}}',1795766978000);
INSERT INTO "workflow_input" VALUES('id6:1','{"args": ["turn", "id6:1"], "kwargs": {}}',1795766978000);
CREATE TABLE workflow_output (
    workflow_uuid TEXT NOT NULL PRIMARY KEY,
    output TEXT,
    error TEXT,
    retention_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
);
INSERT INTO "workflow_output" VALUES('id6:1','"done"',NULL,1795766978000);
CREATE TABLE workflow_schedules (
    schedule_id TEXT PRIMARY KEY,
    schedule_name TEXT NOT NULL UNIQUE,
    workflow_name TEXT NOT NULL,
    workflow_class_name TEXT,
    schedule TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'ACTIVE',
    context TEXT NOT NULL
, "last_fired_at" TEXT DEFAULT NULL, "automatic_backfill" BOOLEAN NOT NULL DEFAULT FALSE, "cron_timezone" TEXT DEFAULT NULL, "queue_name" TEXT DEFAULT NULL, "application_name" TEXT DEFAULT NULL);
CREATE TABLE workflow_status (
    workflow_uuid TEXT PRIMARY KEY,
    status TEXT,
    name TEXT,
    authenticated_user TEXT,
    assumed_role TEXT,
    authenticated_roles TEXT,
    request TEXT,
    output TEXT,
    error TEXT,
    executor_id TEXT,
    created_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    updated_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    application_version TEXT,
    application_id TEXT,
    class_name TEXT DEFAULT NULL,
    config_name TEXT DEFAULT NULL,
    recovery_attempts INTEGER DEFAULT 0,
    queue_name TEXT,
    workflow_timeout_ms INTEGER,
    workflow_deadline_epoch_ms INTEGER,
    inputs TEXT,
    started_at_epoch_ms INTEGER,
    deduplication_id TEXT,
    priority INTEGER NOT NULL DEFAULT 0
, queue_partition_key TEXT, forked_from TEXT, "owner_xid" TEXT DEFAULT NULL, "parent_workflow_id" TEXT DEFAULT NULL, "serialization" TEXT DEFAULT NULL, "delay_until_epoch_ms" BIGINT DEFAULT NULL, "was_forked_from" BOOLEAN NOT NULL DEFAULT FALSE, "rate_limited" BOOLEAN NOT NULL DEFAULT FALSE, "completed_at" BIGINT, "attributes" TEXT, "schedule_name" TEXT, "debounce_deadline_epoch_ms" BIGINT DEFAULT NULL, "is_debounced" BOOLEAN NOT NULL DEFAULT FALSE, "application_name" TEXT DEFAULT NULL, "creator_xid" TEXT DEFAULT NULL);
INSERT INTO "workflow_status" VALUES('id1:1','PENDING','run',NULL,NULL,NULL,NULL,NULL,NULL,'bot',1795766978000,1795766978000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,'55a2d134-8802-4f8e-8eac-207166ba50e3',NULL,'earnest_json',NULL,0,0,NULL,'null',NULL,NULL,0,'earnest','55a2d134-8802-4f8e-8eac-207166ba50e3');
INSERT INTO "workflow_status" VALUES('id2:1','PENDING','run',NULL,NULL,NULL,NULL,NULL,NULL,'bot',1795766978000,1795766978000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,'a3579399-522d-4d3e-9684-58b5405d92ea',NULL,'earnest_json',NULL,0,0,NULL,'null',NULL,NULL,0,'earnest','a3579399-522d-4d3e-9684-58b5405d92ea');
INSERT INTO "workflow_status" VALUES('id3:1','PENDING','run',NULL,NULL,NULL,NULL,NULL,NULL,'bot',1795766978000,1795766978000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,'f3f7ec97-6283-4810-a5f9-8aad7ef80efc',NULL,'earnest_json',NULL,0,0,NULL,'null',NULL,NULL,0,'earnest','f3f7ec97-6283-4810-a5f9-8aad7ef80efc');
INSERT INTO "workflow_status" VALUES('id4:1','PENDING','run',NULL,NULL,NULL,NULL,NULL,NULL,'bot',1795766978000,1795766978000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,'b3cce8b7-5cf3-4e96-bc20-3c480af7aac1',NULL,'earnest_json',NULL,0,0,NULL,'null',NULL,NULL,0,'earnest','b3cce8b7-5cf3-4e96-bc20-3c480af7aac1');
INSERT INTO "workflow_status" VALUES('id5:1','PENDING','run',NULL,NULL,NULL,NULL,NULL,NULL,'bot',1795766978000,1795766978000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,'a4ae284e-bbc4-4a69-b042-e41185a8147c',NULL,'earnest_json',NULL,0,0,NULL,'null',NULL,NULL,0,'earnest','a4ae284e-bbc4-4a69-b042-e41185a8147c');
INSERT INTO "workflow_status" VALUES('id6:1','SUCCESS','run',NULL,NULL,NULL,NULL,NULL,NULL,'bot',1795766978000,1795766978000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'earnest_json',NULL,0,0,1795766978000,'null',NULL,NULL,0,'earnest','a675fa43-a90d-476b-9a07-bb55aaa0a0d2');
CREATE INDEX workflow_status_created_at_index ON workflow_status (created_at);
CREATE INDEX idx_workflow_topic ON notifications (destination_uuid, topic);
CREATE INDEX "idx_workflow_status_delayed" ON "workflow_status" ("delay_until_epoch_ms") WHERE status = 'DELAYED';
CREATE INDEX "idx_workflow_status_forked_from" ON "workflow_status" ("forked_from") WHERE "forked_from" IS NOT NULL;
CREATE INDEX "idx_workflow_status_parent_workflow_id" ON "workflow_status" ("parent_workflow_id") WHERE "parent_workflow_id" IS NOT NULL;
CREATE UNIQUE INDEX "uq_workflow_status_dedup_id" ON "workflow_status" ("queue_name", "deduplication_id") WHERE "deduplication_id" IS NOT NULL;
CREATE INDEX "idx_workflow_status_pending" ON "workflow_status" ("created_at") WHERE "status" = 'PENDING';
CREATE INDEX "idx_workflow_status_failed" ON "workflow_status" ("status", "created_at") WHERE "status" IN ('ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED');
CREATE INDEX "idx_workflow_status_rate_limited" ON "workflow_status" ("queue_name", "started_at_epoch_ms") WHERE "rate_limited" = TRUE;
CREATE INDEX "idx_workflow_status_completed_at" ON "workflow_status" ("completed_at") WHERE "completed_at" IS NOT NULL;
CREATE INDEX "idx_workflow_status_started_at" ON "workflow_status" ("started_at_epoch_ms") WHERE "started_at_epoch_ms" IS NOT NULL;
CREATE INDEX "idx_workflow_status_schedule_name" ON "workflow_status" ("schedule_name") WHERE "schedule_name" IS NOT NULL;
CREATE UNIQUE INDEX "uq_application_versions_owner_version"
    ON application_versions ("application_name", "version_name")
    WHERE "application_name" IS NOT NULL;
CREATE UNIQUE INDEX "uq_application_versions_unclaimed_version"
    ON application_versions ("version_name")
    WHERE "application_name" IS NULL;
CREATE INDEX idx_workflow_input_retention
    ON workflow_input (retention_timestamp);
CREATE INDEX idx_workflow_output_retention
    ON workflow_output (retention_timestamp);
CREATE INDEX idx_operation_outputs_retention
    ON operation_outputs (retention_timestamp);
CREATE INDEX "idx_workflow_status_in_flight_v2" ON "workflow_status" ("queue_name", "status", "priority", "created_at", "application_name") WHERE "status" IN ('ENQUEUED', 'PENDING');
CREATE INDEX "idx_workflow_status_partition_dequeue_v3" ON "workflow_status" ("queue_name", "status", "queue_partition_key", "priority", "created_at", "workflow_uuid", "application_name") WHERE "status" IN ('ENQUEUED', 'PENDING') AND "queue_partition_key" IS NOT NULL;
CREATE INDEX "idx_operation_outputs_completed_at_function_name_v2" ON "operation_outputs" ("completed_at_epoch_ms", "function_name", "application_name");
CREATE INDEX "idx_workflow_status_deadline" ON "workflow_status" ("workflow_deadline_epoch_ms") WHERE "status" IN ('ENQUEUED', 'PENDING', 'DELAYED') AND "workflow_deadline_epoch_ms" IS NOT NULL;
CREATE INDEX "idx_application_versions_timestamp" ON "application_versions" ("version_timestamp" DESC);
CREATE INDEX "idx_application_versions_owner_timestamp" ON "application_versions" ("application_name", "version_timestamp" DESC);
COMMIT;