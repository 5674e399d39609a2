# What vulture takes for unused and is not, one name a line with its reason; `make lint` reads it, and a test holds that
# each line has a reason and that nothing stands here any more that the code does not have.

# Called by a library, by name.
_.convert_table  # markdownify's MarkdownConverter calls it by the tag's name
_.convert_tr  # markdownify's MarkdownConverter calls it by the tag's name
_.convert_th  # markdownify's MarkdownConverter calls it by the tag's name
_.convert_details  # markdownify's MarkdownConverter calls it by the tag's name
_.convert_summary  # markdownify's MarkdownConverter calls it by the tag's name
_.convert_div  # markdownify's MarkdownConverter calls it by the tag's name
_.convert_dt  # markdownify's MarkdownConverter calls it by the tag's name
_.convert_dd  # markdownify's MarkdownConverter calls it by the tag's name
_.convert_sub  # markdownify's MarkdownConverter calls it by the tag's name
_.convert_sup  # markdownify's MarkdownConverter calls it by the tag's name
_.convert_img  # markdownify's MarkdownConverter calls it by the tag's name
_.convert_a  # markdownify's MarkdownConverter calls it by the tag's name
_.exit_code  # what the tests ask of a bot that ended
_.generate_trace_id  # OpenTelemetry's IdGenerator
_.generate_span_id  # OpenTelemetry's IdGenerator
_.serialize  # DBOS's Serializer
_.deserialize  # DBOS's Serializer
_._missing_  # enum asks it about a value that no member has
_.process_bind_param  # SQLAlchemy's TypeDecorator
_.process_result_value  # SQLAlchemy's TypeDecorator
_.impl  # SQLAlchemy's TypeDecorator
_.cache_ok  # SQLAlchemy's TypeDecorator
_.isolation_level  # sqlite3's connection: None leaves transactions to us
_.fetchmany  # DB-API cursors have it, and SQLAlchemy may call it
_.exc_info  # logging.LogRecord: cleared so that no traceback is written
_.graph_optimization_level  # onnxruntime's SessionOptions
_.optimized_model_filepath  # onnxruntime's SessionOptions
_.inter_op_num_threads  # onnxruntime's SessionOptions
_.intra_op_num_threads  # onnxruntime's SessionOptions
slack_bot_token_file  # settings read NAME_FILE by its name
slack_app_token_file  # settings read NAME_FILE by its name
anthropic_api_key_file  # settings read NAME_FILE by its name
database_url_file  # settings read NAME_FILE by its name
otel_exporter_otlp_headers_file  # settings read NAME_FILE by its name
qdrant_api_key_file  # settings read NAME_FILE by its name
model_config  # pydantic reads it
_.over_contradicted  # a field of a tuple that is weighed as a whole
_.over_absent  # a field of a tuple that is weighed as a whole
trace  # the third argument of __exit__
ctx  # the first argument of click's methods
export_status  # the demo's tools, which an MCP client calls by name
order_status  # the demo's tools, which an MCP client calls by name
open_invoices  # the demo's tools, which an MCP client calls by name
_.__call__  # a Protocol of something that is called
backup  # bot/__main__.py names its commands by address, so that only the one that runs is imported
export  # bot/__main__.py names its commands by address, so that only the one that runs is imported
import_history  # bot/__main__.py names its commands by address, so that only the one that runs is imported
replay_  # bot/__main__.py names its commands by address, so that only the one that runs is imported
autonomy  # bot/__main__.py names its commands by address, so that only the one that runs is imported
learning_  # bot/__main__.py names its commands by address, so that only the one that runs is imported
retrieval  # bot/__main__.py names its commands by address, so that only the one that runs is imported

# Written into JSON or a table, or read as a whole, field by field, and named nowhere.
accuracy  # eval intents --json
macro_f1  # eval intents --json
ece  # eval intents --json
coverage_at_95  # eval intents --json
coverage_at_97  # eval intents --json
oos_auroc  # eval intents --json
escalate_recall  # eval intents --json
escalate_precision  # eval intents --json
ms_p50  # eval intents --json
embed_ms_p50  # eval intents --json
without_address  # kb sync --json, and told by name of the count
without_review_date  # kb sync --json, and told by name of the count
rival_score  # the features of an answer are weighed as a tuple
input_tokens  # written to model_calls, field by field
cache_write_tokens  # written to model_calls, field by field
cache_read_tokens  # written to model_calls, field by field
output_tokens  # written to model_calls, field by field
USAGE_HINT  # a test holds the manifest's hint to it
opened_by_team  # a column of tickets, for reports by account
cleared_by  # a column of article_flags: who looked at the article
retry_attempt  # the sandbox's record of an envelope, which tests read
retry_reason  # the sandbox's record of an envelope, which tests read

# An interface of the sandbox: tests, and the page through drive_http.py by name, drive it with these.
_.advance  # moves the sandbox's clock
_.click_view  # drive
_.suggest  # drive
_.open_home  # drive
_.global_shortcut  # drive; through drive_http.py
_.close_view  # drive
_.new_organisation  # drive; through drive_http.py
_.leave  # drive
_.archive  # drive
_.unshare  # drive
_.unfurl  # drive
_.unreact  # drive
_.deliver_again  # drive
_.change_id  # drive
_.change_profile  # drive
_.remove_app  # drive
_.forward  # drive
_.duplicate  # faults
_.ignore_acks  # faults
_.reorder  # faults
_.withhold  # faults
_.revoke_token  # faults
_.refuse  # faults
_.hold  # faults
_.lose  # faults
_.new_enterprise  # drive
_.new_bot  # drive
_.tell_rate_limited  # Slack's app_rate_limited, on demand
_.send_raw  # an envelope of any content
_.card_shows  # what tests wait for
T1  # Slack's rate limit tiers are four, whatever methods the sandbox has

# Awaiting their issue, with a test where they hold code.
_.leaning_on  # review: a recall lists the answers that lean on a passage
_.votes  # review: what customers said of an answer
_.flags_between  # review: the correction log of a period
selected  # review: what was chosen in a card's menu
FLAG_SHORTCUT  # review: the manifest's shortcut, answered as a form of its own
asked_by  # live facts: on whose behalf a tool is called
allow  # live facts: the tools that may be called
suggestion  # review: a card proposes an answer where none may be drafted
