/* SPDX-License-Identifier: MIT */
/* Limits of the server, with the reason of each. Those with an option are its default. */
#ifndef L2A_SERVER_SERVER_LIMITS_H
#define L2A_SERVER_SERVER_LIMITS_H

enum {
  SERVER_PORT = 8520,
  SERVER_BODY_MIB = 64,              /* --max-body: a batch of half a million contacts */
  SERVER_BATCH_RECORDS = 500000,     /* --max-batch: small records of a large body would answer with gigabytes */
  SERVER_JSON_RECORDS = 10000,       /* of one JSON document, which is held whole and answered in one go */
  SERVER_HEADER_KIB = 16,            /* --max-header: what one connection holds */
  SERVER_CONNECTIONS = 4096,         /* --max-connections: 16 KiB each; --max-client is half of them */
  SERVER_HELD_MIB = 1024,            /* --max-held: bodies and answers of all requests together */
  SERVER_MEMO_MIB = 64,              /* --memo: remembered decisions of all threads together */
  SERVER_WAIT_MS = 5000,             /* --max-wait: who waited longer has often gone, and its work would make the next wait too */
  SERVER_TIMEOUT_S = 60,             /* --timeout: from the header to the end of the answer */
  SERVER_IDLE_TIMEOUT_S = 30,        /* --idle-timeout: from the connection or the last answer to the end of the next header */
  SERVER_DRAIN_S = 10,               /* --drain */
  SERVER_SPARE_CONNECTIONS = 64,     /* beyond --max-connections, so that a 503 can be said */
  SERVER_EXCESS_MS = 2000,           /* that a connection beyond a limit has for the request that is refused */
  SERVER_DISCARD_BYTES = 64 << 20,   /* of a body that is refused anyway; a longer one ends the connection */
  SERVER_FEED_BYTES = 64 << 10,      /* NDJSON is matched in pieces of this size, so that others get their turn */
  SERVER_LINE_BYTES = 1 << 20,       /* one line of NDJSON; a contact has some hundred bytes */
  SERVER_TOKEN_FILE_BYTES = 1 << 20, /* with its comments; what is larger is another file */
  SERVER_ID_BYTES = 1024,            /* an account id in a path */
  SERVER_TOKEN_BYTES = 256,
  SERVER_TOKEN_MIN_BYTES = 16, /* shorter ones can be guessed */
  SERVER_TOKENS = 64,
  SERVER_GZIP_BYTES = 1024, /* smaller answers are sent as they are */
  SERVER_CANDIDATES = 24,   /* what a matcher can list */
  SERVER_PAGE_ROWS = 1000,  /* accounts a page of GET /v1/mqa */
  SERVER_RETRY_AFTER_S = 1,
  SERVER_JSON_DEPTH = 64,          /* nested arrays and objects of a document */
  SERVER_JSON_VALUES = 500000,     /* of a document: each takes some hundred bytes, and 64 MiB may hold 20 million */
  SERVER_ANSWER_BYTES = 256 << 20, /* of one document */
  SERVER_COUNTED_BYTES = 16 << 10, /* answers of this size and more count for --max-held */
  SERVER_KEPT_BYTES = 1 << 20      /* of a thread's buffer between answers */
};

#endif
