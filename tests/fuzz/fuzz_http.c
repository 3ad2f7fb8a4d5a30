/* SPDX-License-Identifier: MIT */
/*
 * A request as anybody may send it, behind the HTTP library: the input is a request line, headers, an empty line and the body. What the
 * library would hand over is handed over by stand-ins of its calls below: path and query decoded, headers, the body in one piece or several.
 * Whatever it says, there is one answer, which is what its media type says, the same for a body in pieces, and nothing is held behind it.
 * X-Pack in a header packs the body with gzip. Accounts and rows that requests bring are kept for some hundred requests.
 */
#include <jansson.h>
#include <microhttpd.h>

#include "fuzz/fuzz_support.h"
#include "server/mqa_store.h"
#include "server/reply.h"
#include "server/route.h"
#include "server/server_state.h"
#include "server/url_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PAIRS = 24, CHANGES = 300 /* of accounts and rows, until all begins anew */ };

/* ---- stand-ins of the HTTP library ---------------------------------------------------------------------------------------------------- */

typedef struct pair {
  char *key, *value; /* value NULL: a parameter without = */
  size_t key_size, value_size;
} pair;

struct MHD_Connection {
  pair headers[PAIRS], arguments[PAIRS];
  size_t header_count, argument_count;
  struct MHD_Response *response;
  unsigned status;
};

struct MHD_Response {
  unsigned users;
  buffer body;
  char etag[80], media[80], encoding[16], retry_after[16];
};

static const pair *pairs_of(const struct MHD_Connection *c, enum MHD_ValueKind kind, size_t *count)
{
  *count = kind == MHD_HEADER_KIND ? c->header_count : c->argument_count;
  return kind == MHD_HEADER_KIND ? c->headers : c->arguments;
}

int MHD_get_connection_values(struct MHD_Connection *c, enum MHD_ValueKind kind, MHD_KeyValueIterator iterator, void *payload)
{
  size_t count;
  const pair *pairs = pairs_of(c, kind, &count);

  for (size_t i = 0; i < count; i++)
    if (iterator(payload, kind, pairs[i].key, pairs[i].value) != MHD_YES) break;
  return (int)count;
}

int MHD_get_connection_values_n(struct MHD_Connection *c, enum MHD_ValueKind kind, MHD_KeyValueIteratorN iterator, void *payload)
{
  size_t count;
  const pair *pairs = pairs_of(c, kind, &count);

  for (size_t i = 0; i < count; i++)
    if (iterator(payload, kind, pairs[i].key, pairs[i].key_size, pairs[i].value, pairs[i].value_size) != MHD_YES) break;
  return (int)count;
}

enum MHD_Result MHD_lookup_connection_value_n(struct MHD_Connection *c, enum MHD_ValueKind kind, const char *key, size_t key_size,
                                              const char **value, size_t *value_size)
{
  size_t count;
  const pair *pairs = pairs_of(c, kind, &count);

  for (size_t i = 0; i < count; i++) {
    if (!bytes_equal_nocase(bytes_from(pairs[i].key, pairs[i].key_size), bytes_from(key, key_size))) continue;
    *value = pairs[i].value;
    *value_size = pairs[i].value_size;
    return MHD_YES;
  }
  return MHD_NO;
}

const union MHD_ConnectionInfo *MHD_get_connection_info(struct MHD_Connection *c, enum MHD_ConnectionInfoType type, ...)
{
  (void)c;
  (void)type;
  return NULL;
}

struct MHD_Response *MHD_create_response_from_buffer(size_t size, void *data, enum MHD_ResponseMemoryMode mode)
{
  struct MHD_Response *r = calloc(1, sizeof *r);

  require(r != NULL);
  r->users = 1;
  buffer_append(&r->body, data, size);
  if (mode == MHD_RESPMEM_MUST_FREE) free(data);
  return r;
}

enum MHD_Result MHD_add_response_header(struct MHD_Response *r, const char *name, const char *value)
{
  for (const char *c = value; *c; c++) require((unsigned char)*c >= ' ' && *c != 0x7F);
  if (strcmp(name, "ETag") == 0) snprintf(r->etag, sizeof r->etag, "%s", value);
  if (strcmp(name, "Content-Type") == 0) snprintf(r->media, sizeof r->media, "%s", value);
  if (strcmp(name, "Content-Encoding") == 0) snprintf(r->encoding, sizeof r->encoding, "%s", value);
  if (strcmp(name, "Retry-After") == 0) snprintf(r->retry_after, sizeof r->retry_after, "%s", value);
  return MHD_YES;
}

enum MHD_Result MHD_queue_response(struct MHD_Connection *c, unsigned int status, struct MHD_Response *r)
{
  require(!c->response);
  r->users++;
  c->response = r;
  c->status = status;
  return MHD_YES;
}

void MHD_destroy_response(struct MHD_Response *r)
{
  if (--r->users) return;
  buffer_free(&r->body);
  free(r);
}

/* The listener is linked and not used. */
struct MHD_Daemon *MHD_start_daemon(unsigned int flags, uint16_t port, MHD_AcceptPolicyCallback policy, void *policy_payload,
                                    MHD_AccessHandlerCallback handler, void *payload, ...)
{
  (void)flags, (void)port, (void)policy, (void)policy_payload, (void)handler, (void)payload;
  return NULL;
}

void MHD_stop_daemon(struct MHD_Daemon *d)
{
  (void)d;
}

MHD_socket MHD_quiesce_daemon(struct MHD_Daemon *d)
{
  (void)d;
  return MHD_INVALID_SOCKET;
}

/* ---- the server ------------------------------------------------------------------------------------------------------------------------ */

static l2a_status load_rules(l2a_rules **out, void *payload, l2a_error *error)
{
  (void)payload;
  return l2a_rules_load(out, NULL, error);
}

static void build(const char *path, const l2a_rules *rules)
{
  static const l2a_column columns[] = { { { "Id", 2 }, L2A_ACCOUNT_ID },
                                        { { "Name", 4 }, L2A_ACCOUNT_NAME },
                                        { { "Website", 7 }, L2A_ACCOUNT_WEBSITE },
                                        { { "Country", 7 }, L2A_ACCOUNT_COUNTRY },
                                        { { "Owner", 5 }, L2A_ACCOUNT_OTHER } };
  static const char *const rows[][5] = {
    { "A1", "Harbor Quartz Inc.", "harborquartz.com", "US", "Kim" },
    { "A2", "Harbor Quartz Nordic Oy", "harborquartz.fi", "Finland", "\"<b>&" },
    { "A3", "Lumen Orchard GmbH & Co. KG", "lumenorchard.de", "", "\xE6\x9D\xB1\n" },
  };
  l2a_index_writer *writer = NULL;

  require(l2a_index_writer_new(&writer, path, rules, columns, 5, NULL) == L2A_OK);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    l2a_string cells[5];

    for (size_t k = 0; k < 5; k++) cells[k] = bytes_of(rows[i][k]);
    require(l2a_index_writer_add(writer, cells, NULL) == L2A_OK);
  }
  require(l2a_index_writer_finish(NULL, writer, NULL) == L2A_OK);
}

static l2a_status open_index(l2a_index **out, const l2a_rules *rules, void *payload, l2a_error *error)
{
  build(payload, rules);
  return l2a_index_open_writable(out, payload, rules, error);
}

typedef struct fuzzed {
  server s;
  server_options options;
  server_source source;
  worker worker;
  connection connection;
  char folder[256], index[272], state[272];
  unsigned changes;
} fuzzed;

static fuzzed *shared_server(void)
{
  static fuzzed f;

  return &f;
}

static void remove_files(void)
{
  const fuzzed *f = shared_server();
  char lock[640];

  unlink(f->index);
  unlink(f->state);
  snprintf(lock, sizeof lock, "%s-lock", f->index);
  unlink(lock);
  snprintf(lock, sizeof lock, "%s-lock", f->state);
  unlink(lock);
  rmdir(f->folder);
}

static void open_server(fuzzed *f)
{
  f->options = (server_options){ .bind = "127.0.0.1",
                                 .body_mib = 1,
                                 .header_kib = 16,
                                 .batch_records = 1000,
                                 .connections = 10,
                                 .client_connections = 5,
                                 .held_mib = 16,
                                 .timeout_s = 60,
                                 .idle_timeout_s = 30,
                                 .wait_ms = 5000 };
  f->source = (server_source){ load_rules, open_index, f->index, false, { NULL } };
  snprintf(f->folder, sizeof f->folder, "%.200s/l2a-fuzz-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/dev/shm");
  require(mkdtemp(f->folder) != NULL);
  snprintf(f->index, sizeof f->index, "%.255s/index", f->folder);
  snprintf(f->state, sizeof f->state, "%.255s/state", f->folder);
  f->s = (server){ .options = &f->options,
                   .source = &f->source,
                   .check_host = true,
                   .held_limit = 16 << 20,
                   .body_limit = 1 << 20,
                   .worker_count = 1,
                   .workers = &f->worker };
  worker_init(&f->worker, 1 << 16);
  require(edition_open(&f->s.edition, &f->source, NULL) == L2A_OK);
  require(worker_take_edition(&f->worker, f->s.edition, NULL) == L2A_OK);
  require(mqa_store_open(&f->s.mqa, f->state, f->s.edition, 1793491200, NULL) == L2A_OK);
}

static void close_server(fuzzed *f)
{
  exchange_free(&f->connection.exchange);
  worker_free(&f->worker);
  mqa_store_close(f->s.mqa);
  edition_release(f->s.edition);
  remove_files();
  *f = (fuzzed){ .changes = 0 };
}

static void end_server(void)
{
  if (shared_server()->s.edition) close_server(shared_server());
}

static fuzzed *ready_server(void)
{
  static bool told;
  fuzzed *f = shared_server();

  if (f->changes > CHANGES) close_server(f);
  if (!f->s.edition) open_server(f);
  if (!told) atexit(end_server);
  told = true;
  return f;
}

/* ---- a request ------------------------------------------------------------------------------------------------------------------------- */

static char *text_of(bytes part)
{
  char *text = malloc(part.size + 1);

  require(text != NULL);
  if (part.size) memcpy(text, part.data, part.size);
  text[part.size] = '\0';
  return text;
}

static void add_pair(pair *pairs, size_t *count, bytes key, bytes value, bool decode)
{
  pair *p = &pairs[*count];

  if (*count == PAIRS) return;
  ++*count;
  *p = (pair){ text_of(key), value.data ? text_of(value) : NULL, 0, 0 };
  if (decode) {
    for (char *c = p->key; *c; c++) *c = *c == '+' ? ' ' : *c;
    for (char *c = p->value; c && *c; c++) *c = *c == '+' ? ' ' : *c;
    url_unescape(p->key);
    if (p->value) url_unescape(p->value);
  }
  p->key_size = strlen(p->key);
  p->value_size = p->value ? strlen(p->value) : 0;
}

static void read_query(struct MHD_Connection *http, bytes query)
{
  while (query.size) {
    bytes value = bytes_split(&query, '&'), key = value;
    const char *equals = value.size ? memchr(value.data, '=', value.size) : NULL;

    if (equals) {
      key = bytes_from(value.data, (size_t)(equals - value.data));
      value = bytes_from(equals + 1, value.size - key.size - 1);
    } else {
      value = (bytes){ NULL, 0 };
    }
    if (key.size) add_pair(http->arguments, &http->argument_count, key, value, true);
  }
}

typedef struct request {
  struct MHD_Connection http;
  char *method, *path;
  bytes body;
  buffer packed;
  size_t pieces; /* bytes of a piece of the body, 0: all */
} request;

static void request_read(request *r, bytes rest)
{
  bytes line = bytes_split(&rest, '\n'), target;
  const char *question;

  *r = (request){ .packed = BUFFER_INIT };
  r->method = text_of(bytes_split(&line, ' '));
  target = bytes_trim(line.data ? line : BYTES(""));
  question = target.size ? memchr(target.data, '?', target.size) : NULL;
  if (question) {
    bytes path = bytes_from(target.data, (size_t)(question - target.data));

    read_query(&r->http, bytes_from(question + 1, target.size - path.size - 1));
    target = path;
  }
  r->path = text_of(target);
  url_unescape(r->path);
  while (rest.size) {
    bytes key;

    line = bytes_split(&rest, '\n');
    if (line.size == 0) break;
    key = bytes_split(&line, ':');
    add_pair(r->http.headers, &r->http.header_count, key, bytes_trim(line.data ? line : BYTES("")), false);
  }
  r->body = rest.data ? rest : BYTES("");
}

static void request_pack(request *r)
{
  const char *value = NULL;
  size_t size;

  if (MHD_lookup_connection_value_n(&r->http, MHD_HEADER_KIND, "x-pack", 6, &value, &size) != MHD_YES) return;
  gzip_deflate(&r->packed, r->body);
  require(!r->packed.failed);
  r->body = buffer_bytes(&r->packed);
}

static void pairs_free(pair *pairs, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    free(pairs[i].key);
    free(pairs[i].value);
  }
}

static void request_free(request *r)
{
  pairs_free(r->http.headers, r->http.header_count);
  pairs_free(r->http.arguments, r->http.argument_count);
  if (r->http.response) MHD_destroy_response(r->http.response);
  buffer_free(&r->packed);
  free(r->method);
  free(r->path);
}

/* ---- an answer ------------------------------------------------------------------------------------------------------------------------- */

static void check_json(bytes text)
{
  json_t *value = json_loadb(text.size ? text.data : "", text.size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);

  require(value != NULL);
  json_decref(value);
}

/* The body as it was before it was packed. */
static bytes answer_text(const struct MHD_Response *r, buffer *plain)
{
  gzip_inflater *g = NULL;

  if (!r->encoding[0]) return buffer_bytes(&r->body);
  require(gzip_inflater_new(&g, NULL) == L2A_OK);
  require(gzip_inflate(g, plain, SIZE_MAX / 2, buffer_bytes(&r->body), NULL) == L2A_OK && gzip_inflater_is_complete(g));
  gzip_inflater_free(g);
  return buffer_bytes(plain);
}

static void check_answer(const request *r)
{
  const struct MHD_Response *answer = r->http.response;
  buffer plain = BUFFER_INIT;
  bytes text;

  require(answer != NULL && r->http.status >= 200 && r->http.status < 600 && r->http.status != 500);
  require(strcmp(http_phrase(r->http.status), "Error") != 0);
  text = answer_text(answer, &plain);
  if (r->http.status == 503 || r->http.status == 429) require(answer->retry_after[0] != 0);
  if (r->http.status >= 400) require(strcmp(answer->media, "application/problem+json") == 0);
  if (r->http.status == 204 || r->http.status == 304) require(text.size == 0);
  else if (strstr(answer->media, "json") && !strstr(answer->media, "ndjson")) check_json(text);
  while (strstr(answer->media, "ndjson") && text.size) check_json(bytes_split(&text, '\n'));
  buffer_free(&plain);
}

static void send_body(exchange *x, const request *r)
{
  size_t step = r->pieces ? r->pieces : r->body.size;

  for (size_t at = 0; at < r->body.size; at += step) {
    size_t size = r->body.size - at < step ? r->body.size - at : step;
    char *piece = malloc(size); /* of its size, so that a step past it is seen */

    require(piece != NULL);
    memcpy(piece, r->body.data + at, size);
    exchange_take(x, bytes_from(piece, size));
    free(piece);
  }
}

static void serve(fuzzed *f, request *r)
{
  exchange *x = &f->connection.exchange;

  x->server = &f->s;
  x->http = &r->http;
  x->connection = &f->connection;
  x->worker = &f->worker;
  f->connection.fd = -1;
  pthread_mutex_lock(&f->worker.lock);
  if (exchange_begin(x, r->method, r->path)) send_body(x, r);
  exchange_finish(x);
  pthread_mutex_unlock(&f->worker.lock);
  f->changes += x->route && x->route->access == ACCESS_ADMIN && r->http.status == 200;
  check_answer(r);
  exchange_reset(x);
  require(atomic_load(&f->s.held) == 0);
}

/* The client that has the answer already is told so, unless accounts have changed; nothing else depends on what it has. */
static void check_unchanged(fuzzed *f, const request *first, bytes input)
{
  request again;

  if (first->http.status != 200 || !first->http.response->etag[0] || strcmp(first->method, "GET") != 0) return;
  request_read(&again, input);
  if (MHD_lookup_connection_value_n(&again.http, MHD_HEADER_KIND, "if-none-match", 13, &(const char *){ NULL }, &(size_t){ 0 }) !=
      MHD_YES) {
    add_pair(again.http.headers, &again.http.header_count, BYTES("If-None-Match"), bytes_of(first->http.response->etag), false);
    request_pack(&again);
    serve(f, &again);
    require(again.http.status == 304 || again.http.header_count == PAIRS);
  }
  request_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  fuzzed *f = ready_server();
  bytes input = { (const char *)data, size };
  unsigned changes = f->changes;
  request whole, parts;

  request_read(&whole, input);
  request_pack(&whole);
  serve(f, &whole);
  request_read(&parts, input);
  request_pack(&parts);
  parts.pieces = size % 61 + 1;
  serve(f, &parts);
  if (changes == f->changes && strcmp(whole.path, "/metrics") != 0) {
    require(whole.http.status == parts.http.status);
    require(bytes_equal(buffer_bytes(&whole.http.response->body), buffer_bytes(&parts.http.response->body)));
  }
  check_unchanged(f, &whole, input);
  request_free(&whole);
  request_free(&parts);
  return 0;
}
