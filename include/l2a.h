/* SPDX-License-Identifier: MIT */
/*
 * l2a.h - lead-to-account matching: which target account does a contact belong to, how sure is that, and why.
 *
 * This is the only public header. A program needs three objects:
 *
 *   l2a_rules    compiled definitions (l2a.yaml) and dictionaries. Immutable: share it between threads.
 *   l2a_index    an open account index. Immutable for its readers: share it between threads of one process; do not use it across fork().
 *   l2a_matcher  everything that changes while a contact is matched. One per thread; reuse it for every contact.
 *
 *   #include <l2a.h>
 *   #include <stdio.h>
 *   #include <string.h>
 *
 *   int main(int argc, char **argv)
 *   {
 *       l2a_rules *rules = NULL; l2a_index *index = NULL; l2a_matcher *matcher = NULL;
 *       const l2a_result *result = NULL; l2a_error error = L2A_ERROR_INIT;
 *       l2a_contact contact = L2A_CONTACT_INIT;
 *       int status = 2;
 *
 *       if (argc != 4) goto done;
 *       contact.email = (l2a_string){ argv[2], strlen(argv[2]) };
 *       contact.company = (l2a_string){ argv[3], strlen(argv[3]) };
 *       if (l2a_rules_load(&rules, NULL, &error) != L2A_OK) goto failed;
 *       if (l2a_index_open(&index, argv[1], rules, &error) != L2A_OK) goto failed;
 *       if (l2a_matcher_new(&matcher, rules, index, NULL, &error) != L2A_OK) goto failed;
 *       if (l2a_match(&result, matcher, &contact, &error) != L2A_OK) goto failed;
 *       printf("%s %.*s %u.%04u %s\n", l2a_decision_name(result->decision), (int)result->account_id.size,
 *              result->account_id.data, result->score / 10000, result->score % 10000, l2a_reason_name(result->reason));
 *       status = result->decision == L2A_DECISION_NONE;
 *       goto done;
 *   failed:
 *       fprintf(stderr, "%s\n", error.message);
 *   done:
 *       l2a_matcher_free(matcher); l2a_index_close(index); l2a_rules_free(rules);
 *       return status;
 *   }
 *
 * Conventions. Every call that can fail returns l2a_status, its outputs come first and the caller's l2a_error (may be NULL) last.
 * "No match" is an answer, not an error. Text is UTF-8 as pointer and length and need not end in NUL; a NULL pointer is the empty text.
 * A free function accepts NULL. Unless a declaration says otherwise, an object may be used by one thread at a time.
 * On failure, output pointers are set to NULL.
 */
#ifndef L2A_H
#define L2A_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define L2A_VERSION_MAJOR 0
#define L2A_VERSION_MINOR 1
#define L2A_VERSION_PATCH 0

#if defined(_WIN32)
#define L2A_API
#else
#define L2A_API __attribute__((visibility("default")))
#endif

/* "0.1.0"; static, never freed. */
L2A_API const char *l2a_version(void);

/* ---- status and error ------------------------------------------------------------------------------------------------------------ */

/* What a call answers. The values are part of the ABI. */
typedef enum l2a_status {
  L2A_OK = 0,
  L2A_ENOMEM = -1,       /* an allocation failed; the object is unchanged or freed as its call says */
  L2A_EINVAL = -2,       /* an argument breaks the contract of the call */
  L2A_EIO = -3,          /* the operating system refused: message has the path and the reason */
  L2A_ESYNTAX = -4,      /* text cannot be read: error has file, line, column and what was expected */
  L2A_ELIMIT = -5,       /* a named limit was passed */
  L2A_ECORRUPT = -6,     /* a stored structure is damaged: message says which and where */
  L2A_EVERSION = -7,     /* the index was written in another format version: rebuild it with `l2a index` */
  L2A_EDEFINITIONS = -8, /* the index was built with definitions whose keys differ: rebuild it, or load its definitions */
  L2A_EBUSY = -9,        /* the object is in use by another call, or another writer holds the index */
  L2A_ENOTFOUND = -10    /* a named thing (file, account, column) does not exist */
} l2a_status;

/* A sentence for a status, without a final stop; static. */
L2A_API const char *l2a_status_message(l2a_status status);

#define L2A_ERROR_FILE_SIZE 256
#define L2A_ERROR_MESSAGE_SIZE 512

/* Filled by the call that failed; one line, no newline. Lives in the caller's memory. line and column count from 1; 0 where there is none. */
typedef struct l2a_error {
  l2a_status status;
  uint64_t line;
  uint64_t column;
  char file[L2A_ERROR_FILE_SIZE];
  char message[L2A_ERROR_MESSAGE_SIZE]; /* complete: contains file, line and column where they are known */
} l2a_error;

/* clang-format off */
#define L2A_ERROR_INIT { L2A_OK, 0, 0, { 0 }, { 0 } }
/* clang-format on */

/* Borrowed text: pointer and length in bytes. */
typedef struct l2a_string {
  const char *data;
  size_t size;
} l2a_string;

/* Receives text as it is produced; returns L2A_OK to go on, anything else to stop the call with that status. */
typedef l2a_status (*l2a_sink)(void *payload, const char *data, size_t size);

/* ---- rules: compiled definitions ------------------------------------------------------------------------------------------------- */

typedef struct l2a_rules l2a_rules;

/*
 * Reads and compiles a definitions file; path NULL takes the built-in definitions. Keys that the file leaves out keep their built-in value.
 * The result is immutable and may be shared by any number of threads; it must outlive every index and matcher made with it.
 * L2A_EIO (cannot read), L2A_ESYNTAX (file, line, column, what was expected), L2A_ELIMIT, L2A_ENOMEM.
 */
L2A_API l2a_status l2a_rules_load(l2a_rules **out, const char *path, l2a_error *error);

/* The same from memory; name stands for the file in messages. */
L2A_API l2a_status l2a_rules_parse(l2a_rules **out, const char *text, size_t size, const char *name, l2a_error *error);

/* What a person has decided; overrides come before all evidence. */
typedef enum l2a_override_kind {
  L2A_OVERRIDE_ALWAYS = 0, /* contacts with this value belong to account_id */
  L2A_OVERRIDE_NEVER,      /* contacts with this value never match account_id; with an empty account_id: no account at all */
  L2A_OVERRIDE_BYPASS,     /* the value is ignored, as if the field were empty; a contact with nothing else is `bypassed` */
  L2A_OVERRIDE_ALIAS       /* a company name or domain that is account_id's, beside what the account table says */
} l2a_override_kind;

typedef enum l2a_override_field {
  L2A_FIELD_ID = 0,  /* exact bytes */
  L2A_FIELD_EMAIL,   /* compared without case */
  L2A_FIELD_DOMAIN,  /* registrable domain of e-mail or web site */
  L2A_FIELD_COMPANY, /* compared by squashed name */
  L2A_FIELD_PHONE    /* compared by digits */
} l2a_override_field;

typedef struct l2a_override {
  uint32_t struct_size; /* sizeof(l2a_override) */
  l2a_override_kind kind;
  l2a_override_field field;
  uint64_t line; /* where it stands, for l2a_result.detail; 0 when unknown */
  l2a_string value;
  l2a_string account_id;
} l2a_override;

/*
 * Adds an override to rules that no matcher uses yet; the texts are copied. A later one for the same value replaces an earlier one of
 * the same kind. L2A_EINVAL (no value, a missing account id, a kind that does not go with the field), L2A_ELIMIT, L2A_ENOMEM.
 */
L2A_API l2a_status l2a_rules_add_override(l2a_rules *rules, const l2a_override *override_, l2a_error *error);

L2A_API void l2a_rules_free(l2a_rules *rules);

/* Writes the effective definitions as YAML: what a user can save, edit and pass to l2a_rules_load. Returns what the sink returned. */
L2A_API l2a_status l2a_rules_print(const l2a_rules *rules, l2a_sink sink, void *payload);

/* 16 hexadecimal digits over everything that can change an answer: definitions, dictionaries, library versions. Borrowed from rules. */
L2A_API const char *l2a_rules_fingerprint(const l2a_rules *rules);

/* ---- index: the accounts --------------------------------------------------------------------------------------------------------- */

typedef struct l2a_index l2a_index;

/*
 * Opens an index file for reading. Checks headers only (well under a millisecond, whatever the size); l2a_index_verify checks everything.
 * L2A_EIO, L2A_ENOTFOUND (no such file), L2A_EVERSION, L2A_EDEFINITIONS (rules make other keys), L2A_ECORRUPT, L2A_ENOMEM,
 * L2A_EBUSY (this process has the file open already: share that index).
 */
L2A_API l2a_status l2a_index_open(l2a_index **out, const char *path, const l2a_rules *rules, l2a_error *error);

/*
 * The same for a process that also updates the index (it may read it through the same handle: one open a process). rules must outlive it.
 * Statuses of l2a_index_open; L2A_EIO when the file, or the folder with its lock file, cannot be written.
 */
L2A_API l2a_status l2a_index_open_writable(l2a_index **out, const char *path, const l2a_rules *rules, l2a_error *error);

/* After every matcher and update of it. A merge in the background is given up; the next one begins anew. */
L2A_API void l2a_index_close(l2a_index *index);

/* Reads every section and recomputes its checksum and bounds. L2A_OK, or L2A_ECORRUPT with the first damage in the message. */
L2A_API l2a_status l2a_index_verify(const l2a_index *index, l2a_error *error);

/*
 * Recomputes the checksums, and checks that nothing in the index leads outside it: what a long job does first, so that a damaged file is
 * named before it is followed (a fraction of a second for a million accounts), and what to do once with a file from a stranger, whose
 * checksums say nothing. L2A_OK, or L2A_ECORRUPT with the section.
 */
L2A_API l2a_status l2a_index_check(const l2a_index *index, l2a_error *error);

typedef struct l2a_index_info {
  uint64_t format_version;
  uint64_t generation; /* grows with every build or update */
  uint64_t account_count;
  uint64_t name_count;   /* names and aliases in all their forms */
  uint64_t domain_count; /* distinct registrable domains */
  uint64_t token_count;  /* distinct words of names */
  uint64_t bytes;        /* of all sections */
  char fingerprint[17];  /* of the definitions the keys depend on */
} l2a_index_info;

L2A_API void l2a_index_get_info(const l2a_index *index, l2a_index_info *info);

typedef struct l2a_index_section {
  l2a_string name;
  uint64_t bytes;
  uint64_t entries;
} l2a_index_section;

/* Section number n of the index, 0-based. L2A_ENOTFOUND past the last one. Borrowed from index. */
L2A_API l2a_status l2a_index_get_section(const l2a_index *index, size_t n, l2a_index_section *section);

/* ---- index writer ---------------------------------------------------------------------------------------------------------------- */

typedef struct l2a_index_writer l2a_index_writer;

/* Fields of an account that have a meaning. A column of the account table may have one of them or none; every column is kept. */
typedef enum l2a_account_field {
  L2A_ACCOUNT_OTHER = 0,
  L2A_ACCOUNT_ID, /* required; unique */
  L2A_ACCOUNT_NAME,
  L2A_ACCOUNT_ALIASES, /* several, separated by ; or | */
  L2A_ACCOUNT_WEBSITE,
  L2A_ACCOUNT_DOMAINS, /* several, separated by ; | , or blanks */
  L2A_ACCOUNT_COUNTRY,
  L2A_ACCOUNT_STATE,
  L2A_ACCOUNT_CITY,
  L2A_ACCOUNT_POSTAL_CODE,
  L2A_ACCOUNT_PHONE,
  L2A_ACCOUNT_PARENT_ID,
  L2A_ACCOUNT_OWNER,
  L2A_ACCOUNT_TYPE,
  L2A_ACCOUNT_CREATED_AT,
  L2A_ACCOUNT_LINKEDIN,
  L2A_ACCOUNT_FIELD_COUNT
} l2a_account_field;

typedef struct l2a_column {
  l2a_string name;
  l2a_account_field field;
} l2a_column;

/*
 * Begins a build. path NULL builds in memory. Building over an existing index writes a new generation into it; readers of the old one go on.
 * The columns are copied; exactly one of them has the field L2A_ACCOUNT_ID. A field may be given to several columns (web sites, phones);
 * the first one that is not empty counts where only one value can. rules must outlive the writer.
 * L2A_EINVAL, L2A_EIO, L2A_EBUSY (another writer), L2A_ENOMEM.
 */
L2A_API l2a_status l2a_index_writer_new(l2a_index_writer **out, const char *path, const l2a_rules *rules, const l2a_column *columns,
                                        size_t column_count, l2a_error *error);

/*
 * Adds an account: one cell a column, copied. L2A_EINVAL when the id is empty or was given before with other cells (the same row twice is
 * one account and L2A_OK), or a cell is no valid UTF-8 or has a NUL. L2A_ELIMIT (the id, the row or the number of
 * accounts is too large: the message has the limit). The row is then left out and the writer stays usable. L2A_ENOMEM.
 */
L2A_API l2a_status l2a_index_writer_add(l2a_index_writer *writer, const l2a_string *cells, l2a_error *error);

/*
 * Ends the build: writes and commits the index in one transaction. With out not NULL it is opened as well (required when built in memory).
 * The result does not depend on the order in which the accounts were added. The writer is freed, whatever the status.
 * L2A_EIO (disk full, ...), L2A_ELIMIT, L2A_ENOMEM.
 */
L2A_API l2a_status l2a_index_writer_finish(l2a_index **out, l2a_index_writer *writer, l2a_error *error);

/* Gives a build up; an index file that existed before is unchanged. */
L2A_API void l2a_index_writer_cancel(l2a_index_writer *writer);

/* ---- live updates ---------------------------------------------------------------------------------------------------------------- */

typedef struct l2a_index_update l2a_index_update;

typedef struct l2a_index_update_options {
  uint32_t struct_size; /* sizeof(l2a_index_update_options) */
  uint32_t wait_ms;  /* how long to wait for another writer, milliseconds; then L2A_EBUSY. Default 0: not at all. A merge of this index is
                         * no other writer: its last moment is waited for */
  uint32_t no_sync;  /* 1: a power cut may bring back the state before the last commits, never a damaged index; default 0. Neither loses
                         * a commit when the process is killed */
  uint32_t no_merge; /* 1: merging is left to l2a_index_merge; default 0: a thread of the index merges when the deltas have grown */
} l2a_index_update_options;

/* clang-format off */
#define L2A_INDEX_UPDATE_OPTIONS_INIT { sizeof(l2a_index_update_options), 0, 0, 0 }
/* clang-format on */

/*
 * Begins one transaction on an index that was opened writable; there is one at a time, in all processes. The columns name the cells of
 * l2a_index_update_put; exactly one has the field L2A_ACCOUNT_ID, which is the index's column of ids; the others are found in the index by
 * name (their field does not matter). A column of the index that the update does not have keeps its value when the account exists, and is
 * empty otherwise. options NULL takes the defaults. An update may be used by one thread at a time.
 * L2A_EINVAL (a column that the index does not have, two of one name, an index that is open for reading only), L2A_EBUSY (another writer),
 * L2A_EDEFINITIONS (the index was built again with other keys), L2A_ECORRUPT, L2A_EIO, L2A_ENOMEM.
 */
L2A_API l2a_status l2a_index_update_begin(l2a_index_update **out, l2a_index *index, const l2a_column *columns, size_t column_count,
                                          const l2a_index_update_options *options, l2a_error *error);

/*
 * Inserts an account or replaces the one with its id: one cell a column, copied. The last put or delete of an id counts. Statuses of
 * l2a_index_writer_add (but for a repeated id); the update stays usable, as it was before the call.
 */
L2A_API l2a_status l2a_index_update_put(l2a_index_update *update, const l2a_string *cells, l2a_error *error);

/* Deletes an account. L2A_ENOTFOUND when there is none (the update stays usable), L2A_ENOMEM. */
L2A_API l2a_status l2a_index_update_delete(l2a_index_update *update, l2a_string account_id, l2a_error *error);

/*
 * Makes the changes durable and visible, all at once: when it returns L2A_OK, the next call with any matcher, in any process, sees them.
 * Calls that are under way go on with what they began with. An update without changes makes no new generation. The update is freed,
 * whatever the status; after a failure the index is as it was. L2A_EIO (disk full, ...), L2A_ELIMIT, L2A_EBUSY, L2A_ENOMEM.
 */
L2A_API l2a_status l2a_index_update_commit(l2a_index_update *update, l2a_error *error);

/* Gives an update up; the index is as it was. */
L2A_API void l2a_index_update_cancel(l2a_index_update *update);

/*
 * Makes one base of all accounts, as l2a_index_writer would from the same rows, and gives the place of what was replaced back as soon as
 * nobody reads it. Readers go on meanwhile, and so do updates but for its last moment. Takes about as long as the build. Any thread.
 * L2A_EINVAL (open for reading only), L2A_EBUSY (a merge is under way, or the index was built again meanwhile), L2A_EIO, L2A_ENOMEM.
 */
L2A_API l2a_status l2a_index_merge(l2a_index *index, l2a_error *error);

/* Column number n of the account table, 0-based. L2A_ENOTFOUND past the last one. Borrowed from index. Any thread. */
L2A_API l2a_status l2a_index_get_column(const l2a_index *index, size_t n, l2a_column *column);

/* ---- one contact in -------------------------------------------------------------------------------------------------------------- */

/* What is known of a contact; every field may be empty. The texts are only read during the call. Begin with L2A_CONTACT_INIT. */
typedef struct l2a_contact {
  uint32_t struct_size; /* sizeof(l2a_contact): fields added by later versions count as empty */
  uint32_t reserved;
  l2a_string id; /* only overrides look at it */
  l2a_string email;
  l2a_string website;
  l2a_string company;
  l2a_string country;
  l2a_string state;
  l2a_string city;
  l2a_string postal_code;
  l2a_string phone;
  l2a_string title;
  l2a_string linkedin; /* company page */
} l2a_contact;

/* clang-format off */
#define L2A_CONTACT_INIT { sizeof(l2a_contact), 0, { 0, 0 }, { 0, 0 }, { 0, 0 }, { 0, 0 }, { 0, 0 }, { 0, 0 }, { 0, 0 }, { 0, 0 }, { 0, 0 }, \
                           { 0, 0 }, { 0, 0 } }
/* clang-format on */

/* ---- one answer out -------------------------------------------------------------------------------------------------------------- */

typedef enum l2a_decision { L2A_DECISION_NONE = 0, L2A_DECISION_REVIEW = 1, L2A_DECISION_MATCH = 2 } l2a_decision;

/* Why; a closed list. The names (l2a_reason_name) are what the column l2a_reason holds. */
typedef enum l2a_reason {
  L2A_REASON_NO_EVIDENCE = 0, /* no_evidence */
  L2A_REASON_OVERRIDE,        /* override */
  L2A_REASON_DOMAIN_NAME,     /* domain+name */
  L2A_REASON_DOMAIN,          /* domain */
  L2A_REASON_DOMAIN_ALIAS,    /* domain_alias */
  L2A_REASON_DOMAIN_LABEL,    /* domain_label */
  L2A_REASON_WEBSITE_NAME,    /* website+name */
  L2A_REASON_WEBSITE,         /* website */
  L2A_REASON_NAME,            /* name */
  L2A_REASON_NAME_SUPPORT,    /* name+support */
  L2A_REASON_ACRONYM,         /* acronym */
  L2A_REASON_TRANSLATION,     /* translation */
  L2A_REASON_PHONE,           /* phone */
  L2A_REASON_FREE_EMAIL,      /* free_email */
  L2A_REASON_PLACEHOLDER,     /* placeholder */
  L2A_REASON_GENERIC_NAME,    /* generic_name */
  L2A_REASON_BELOW_THRESHOLD, /* below_threshold */
  L2A_REASON_NO_CANDIDATE,    /* no_candidate */
  L2A_REASON_NEVER,           /* never */
  L2A_REASON_BYPASSED,        /* bypassed */
  L2A_REASON_INVALID,         /* invalid */
  L2A_REASON_AMBIGUOUS,       /* ambiguous */
  L2A_REASON_CONFLICT,        /* conflict */
  L2A_REASON_COUNT
} l2a_reason;

L2A_API const char *l2a_decision_name(l2a_decision decision); /* "none", "review", "match"; static */
L2A_API const char *l2a_reason_name(l2a_reason reason);       /* static */

/* Probabilities are integers in units of 1/10000: 9973 is 0.9973. */
typedef struct l2a_candidate {
  l2a_string account_id;
  l2a_string account_name;
  uint32_t score;
} l2a_candidate;

/*
 * The answer for one contact. Everything it points to belongs to the matcher (or its index) and is valid until the next call with that
 * matcher. Do not free it.
 */
typedef struct l2a_result {
  l2a_decision decision;
  l2a_reason reason;
  uint32_t score;        /* of the account; 1/10000 */
  uint32_t margin;       /* score minus the runner-up's; 1/10000 */
  l2a_string account_id; /* of a review the best candidate; empty when none */
  l2a_string account_name;
  l2a_string owner;
  l2a_string detail; /* what the reason leaves out; empty mostly */
  l2a_string grade;  /* a letter per compared field, see L2A_GRADE_FIELDS */
  l2a_string runner_up_id;
  l2a_string tie_break;            /* the rule that decided between equals; empty mostly */
  l2a_string rollup_id;            /* the ultimate parent account; the account itself without one */
  const l2a_candidate *candidates; /* best first, at most the limit of the options */
  size_t candidate_count;
} l2a_result;

/* Positions of l2a_result.grade: e-mail domain, web site, company name, country, state or city or postal code, phone.
 * Letters: A same, B similar, C related, F different, Z missing. */
#define L2A_GRADE_FIELDS "email website name country place phone"

/* ---- matcher --------------------------------------------------------------------------------------------------------------------- */

typedef struct l2a_matcher l2a_matcher;

typedef struct l2a_matcher_options {
  uint32_t struct_size;     /* sizeof(l2a_matcher_options) */
  uint32_t candidate_limit; /* candidates listed in a result; 0 to 24, default 0 */
  uint64_t memo_bytes;      /* memory for remembered decisions; 0 switches the memo off, default 64 MiB. Never changes an answer. */
} l2a_matcher_options;

/* clang-format off */
#define L2A_MATCHER_OPTIONS_INIT { sizeof(l2a_matcher_options), 0, UINT64_C(67108864) }
/* clang-format on */

/*
 * A matcher for one thread. options NULL takes the defaults. rules must be the ones the index was opened with, and both must outlive it.
 * L2A_EINVAL, L2A_ENOMEM, L2A_EIO.
 */
L2A_API l2a_status l2a_matcher_new(l2a_matcher **out, const l2a_rules *rules, l2a_index *index, const l2a_matcher_options *options,
                                   l2a_error *error);
L2A_API void l2a_matcher_free(l2a_matcher *matcher);

/*
 * Matches one contact; *out is borrowed until the next call. A contact whose text is no valid UTF-8 is answered with reason `invalid`.
 * L2A_EBUSY (the matcher is in use), L2A_EINVAL (NULL, struct_size), L2A_ENOMEM, L2A_EIO.
 */
L2A_API l2a_status l2a_match(const l2a_result **out, l2a_matcher *matcher, const l2a_contact *contact, l2a_error *error);

/*
 * Matches many contacts: the same answers as one by one, faster. *out points to count results, borrowed until the next call.
 * All come from one generation of the index. Best with 32 or more at a time; any count is allowed. Statuses as l2a_match.
 */
L2A_API l2a_status l2a_match_batch(const l2a_result **out, l2a_matcher *matcher, const l2a_contact *contacts, size_t count,
                                   l2a_error *error);

/* An account as indexed. Borrowed until the matcher's next call. */
typedef struct l2a_account {
  l2a_string id;
  const l2a_string *cells; /* one a column of l2a_index_get_column */
  size_t cell_count;
  uint64_t generation; /* of the index that this is read from */
} l2a_account;

/* The account with this id. L2A_ENOTFOUND (none; *out is empty), L2A_EBUSY (the matcher is in use), L2A_EINVAL, L2A_EIO, L2A_ENOMEM. */
L2A_API l2a_status l2a_matcher_get_account(l2a_account *out, l2a_matcher *matcher, l2a_string id, l2a_error *error);

/* The account whose id comes next after after_id in the order of bytes; an empty after_id: the first. L2A_ENOTFOUND past the last one. */
L2A_API l2a_status l2a_matcher_next_account(l2a_account *out, l2a_matcher *matcher, l2a_string after_id, l2a_error *error);

/* Generation of the index that the last answer came from; before the first one, the newest when the matcher was made. */
L2A_API uint64_t l2a_matcher_generation(const l2a_matcher *matcher);

typedef enum l2a_format { L2A_FORMAT_TEXT = 0, L2A_FORMAT_JSON = 1 } l2a_format;

/*
 * Explains a contact: its keys, every candidate with the routes that brought it, the waterfall of the best one (prior, weight of each
 * field's level, total, probability), the decision, and the smallest change of one or two fields that would flip it (some ten to a
 * hundred times the time of a match). With against (account id, may be empty) also that account's waterfall, why it is not the answer, and
 * the change that would make it so. L2A_ENOTFOUND (no account against), statuses of l2a_match, and what the sink returned.
 */
L2A_API l2a_status l2a_explain(l2a_matcher *matcher, const l2a_contact *contact, l2a_string against, l2a_format format, l2a_sink sink,
                               void *payload, l2a_error *error);

/* ---- MQA: which accounts are qualified ------------------------------------------------------------------------------------------- */

/*
 * Marketing Qualified Accounts: rows of accounts, contacts, activities, opportunities and touches in; the stage of every account as of an
 * instant out, with its history. The rules say what counts (`l2a rules --print`: engagement, stages, exclude, sla).
 *
 *   l2a_mqa_new -> l2a_mqa_set_columns -> l2a_mqa_add_* -> l2a_mqa_commit -> l2a_mqa_run -> l2a_mqa_account_at, l2a_mqa_change_at
 *                                          ^------------------------------------'   more rows, again and again
 *
 * Rows may come in any order; the answer is the same. A row of an account, contact or opportunity whose id was there before replaces that
 * one; activities with the same id are one, the first by time; equal touches are one. Rows are held in memory until they are committed to a
 * state file; what a run makes of activities beyond memory_bytes waits in temporary files.
 */
typedef struct l2a_mqa l2a_mqa;

typedef struct l2a_mqa_options {
  uint32_t struct_size;   /* sizeof(l2a_mqa_options) */
  uint32_t thread_count;  /* of l2a_mqa_run; 0: one for each processor */
  uint64_t memory_bytes;  /* for activities during a run; 0: 1 GiB */
  const char *state_path; /* a file that keeps everything between processes; NULL: in memory only */
  const char *temp_dir;   /* for temporary files; NULL: TMPDIR, else /tmp */
  int64_t as_of;          /* UTC seconds, for l2a_mqa_run without one; INT64_MIN: none */
} l2a_mqa_options;

/* clang-format off */
#define L2A_MQA_OPTIONS_INIT { sizeof(l2a_mqa_options), 0, 0, NULL, NULL, INT64_MIN }
/* clang-format on */

/*
 * options NULL takes the defaults. Opens the state file, or creates it with the first commit. Of objects that have opened one state in
 * several processes one can commit: for the others the file is then another one than they read.
 * rules must outlive the object. L2A_EINVAL, L2A_EIO, L2A_EBUSY (open in this process), L2A_ECORRUPT, L2A_EDEFINITIONS (the activities of the
 * definitions have changed since the state was made: make it anew), L2A_ENOMEM.
 */
L2A_API l2a_status l2a_mqa_new(l2a_mqa **out, const l2a_rules *rules, const l2a_mqa_options *options, l2a_error *error);

/* What was not committed is given up. */
L2A_API void l2a_mqa_free(l2a_mqa *mqa);

/*
 * The columns of the accounts, before the first of them; exactly one has the field L2A_ACCOUNT_ID. Given again they hold for the accounts
 * that follow. L2A_EINVAL, L2A_ESYNTAX (a rule of the definitions file names a column that is not there), L2A_ENOMEM.
 */
L2A_API l2a_status l2a_mqa_set_columns(l2a_mqa *mqa, const l2a_column *columns, size_t count, l2a_error *error);

/* One cell a column, copied. L2A_EINVAL (no id, no columns yet) leaves the object usable. L2A_ELIMIT, L2A_ENOMEM. */
L2A_API l2a_status l2a_mqa_add_account(l2a_mqa *mqa, const l2a_string *cells, l2a_error *error);

/* A contact with its account, as l2a_match answered. One person is who has the same e-mail. */
typedef struct l2a_mqa_contact {
  uint32_t struct_size; /* sizeof(l2a_mqa_contact) */
  l2a_decision decision;
  uint32_t score; /* 1/10000 */
  uint32_t reserved;
  l2a_string id;
  l2a_string email;
  l2a_string title;
  l2a_string account_id;
} l2a_mqa_contact;

/* One of contact_id, email, account_id at least. Texts are as in an export: occurred_at "2026-03-12T09:14:00Z", minutes "12.5" or empty. */
typedef struct l2a_mqa_activity {
  uint32_t struct_size; /* sizeof(l2a_mqa_activity) */
  uint32_t reserved;
  l2a_string activity_id; /* may be empty: then it is one of its own */
  l2a_string contact_id;
  l2a_string email;
  l2a_string account_id;
  l2a_string type;
  l2a_string minutes;
  l2a_string occurred_at;
} l2a_mqa_activity;

typedef struct l2a_mqa_opportunity {
  uint32_t struct_size; /* sizeof(l2a_mqa_opportunity) */
  uint32_t reserved;
  l2a_string opportunity_id;
  l2a_string account_id;
  l2a_string created_at;
  l2a_string closed_at; /* of an open one only a plan */
  l2a_string is_closed; /* "true", "false"; empty: closed when there is a closed_at */
  l2a_string is_won;    /* empty: false */
  l2a_string amount;
} l2a_mqa_opportunity;

typedef struct l2a_mqa_touch {
  uint32_t struct_size; /* sizeof(l2a_mqa_touch) */
  uint32_t reserved;
  l2a_string account_id;
  l2a_string contact_id;
  l2a_string email;
  l2a_string occurred_at;
  l2a_string kind;
  l2a_string rep;
  l2a_string disposition; /* empty, "accepted", "rejected:REASON", "recycled" */
} l2a_mqa_touch;

/* All texts are copied. L2A_EINVAL: the row cannot be read, it is left out and the object stays usable. L2A_ELIMIT, L2A_EIO, L2A_ENOMEM. */
L2A_API l2a_status l2a_mqa_add_contact(l2a_mqa *mqa, const l2a_mqa_contact *contact, l2a_error *error);
L2A_API l2a_status l2a_mqa_add_activity(l2a_mqa *mqa, const l2a_mqa_activity *activity, l2a_error *error);
L2A_API l2a_status l2a_mqa_add_opportunity(l2a_mqa *mqa, const l2a_mqa_opportunity *opportunity, l2a_error *error);
L2A_API l2a_status l2a_mqa_add_touch(l2a_mqa *mqa, const l2a_mqa_touch *touch, l2a_error *error);

/*
 * With a state file: the rows added since the last commit are durable when it returns L2A_OK; without one it does nothing. L2A_EBUSY (another
 * writer is at work, or the file has been written to since it was read), L2A_EIO, L2A_ENOMEM.
 */
L2A_API l2a_status l2a_mqa_commit(l2a_mqa *mqa, l2a_error *error);

/*
 * Every account as of an instant (UTC seconds; INT64_MIN: that of the options). May be called again after more rows, or with another
 * instant: then only accounts are run that new rows, other matches or the time between can have changed. On a failure the answers of the run before are gone. L2A_EINVAL (no instant, or out of the years 1900 to 2199), L2A_EIO, L2A_ENOMEM.
 */
L2A_API l2a_status l2a_mqa_run(l2a_mqa *mqa, int64_t as_of, l2a_error *error);

/* Instants are UTC seconds, INT64_MIN where there is none. Texts belong to the object until its next call. */
typedef struct l2a_mqa_account {
  l2a_string account_id;
  l2a_string account_name;
  l2a_string owner;
  l2a_string stage;
  l2a_string roles; /* joined by | */
  l2a_string top_activity;
  l2a_string missing;
  l2a_string temperature;
  int32_t is_mqa;
  int32_t fragile;
  int64_t stage_since;
  int64_t mqa_at;
  int64_t falls_at;
  int64_t minutes; /* milliminutes */
  uint32_t people;
  uint32_t engaged_people;
  uint32_t weak_share; /* thousandths */
  uint32_t reserved;
  int64_t changed_at; /* of its last change of stage */
} l2a_mqa_account;

/* Answers of the last run. Number n in the order of account ids; L2A_ENOTFOUND past the end, for an id that is not there, and before a run. */
L2A_API l2a_status l2a_mqa_account_at(l2a_mqa_account *out, l2a_mqa *mqa, size_t n);
L2A_API l2a_status l2a_mqa_find_account(l2a_mqa_account *out, l2a_mqa *mqa, l2a_string account_id);

typedef struct l2a_mqa_change {
  l2a_string account_id;
  l2a_string from_stage;
  l2a_string to_stage;
  l2a_string reason;
  int64_t at;
} l2a_mqa_change;

/* Changes of stages by account id and instant; L2A_ENOTFOUND past the last. */
L2A_API l2a_status l2a_mqa_change_at(l2a_mqa_change *out, l2a_mqa *mqa, size_t n);

/*
 * A partial state: the activities, opportunities and touches of an object, for another one that has the accounts and contacts. Shards that
 * were read apart give, merged, the answer of all rows together, as long as the rows of one activity id (one opportunity id) are in one
 * shard. Both objects have the same definitions. Saving: L2A_EIO, L2A_ENOMEM, what the sink returned. Merging: L2A_ECORRUPT (and nothing
 * is taken), L2A_EDEFINITIONS, L2A_ELIMIT, L2A_EIO, L2A_ENOMEM.
 */
L2A_API l2a_status l2a_mqa_save(l2a_mqa *mqa, l2a_sink sink, void *payload, l2a_error *error);
L2A_API l2a_status l2a_mqa_merge(l2a_mqa *mqa, const char *data, size_t size, l2a_error *error);

#ifdef __cplusplus
}
#endif

#endif
