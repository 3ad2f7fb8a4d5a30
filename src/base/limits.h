/* SPDX-License-Identifier: MIT */
/*
 * Limits of what comes from outside, each with its reason. Passing one is L2A_ELIMIT with the limit in the message; of a row, the row alone is
 * rejected. What is marked "read" is cut instead: the rest is not looked at, and kept.
 *
 * Sizes that only bound work (budgets, buffers, candidates) stand with what works: matching.yaml's budgets in rules.h, the accumulator's in
 * accumulator.h, the layout's own in layout.h.
 */
#ifndef L2A_BASE_LIMITS_H
#define L2A_BASE_LIMITS_H

/* ---- tables -------------------------------------------------------------------------------------------------------------------------- */

enum {
  IO_CHUNK_SIZE = 1 << 20,    /* bytes a worker parses at a time: fits the L2 cache, large against its overhead */
  IO_RECORD_LIMIT = 16 << 20, /* bytes of one record; longer ones are a quote that was never closed */
  IO_COLUMN_LIMIT = 4096,     /* columns of a table; spreadsheets end at 16384, CRM objects near 900 */
  IO_HEAD_SIZE = 1 << 20,     /* bytes on which encoding, separator and keys are decided */
  IO_SAMPLE_LIMIT = 1000,     /* rows of that head on which columns are judged by their values */
  IO_JSON_DEPTH_LIMIT = 128   /* nested arrays and objects inside one value */
};

/* ---- accounts ------------------------------------------------------------------------------------------------------------------------ */

enum {
  COLUMN_LIMIT = 4096,        /* columns of an account table: a CRM has hundreds */
  COLUMN_NAME_LIMIT = 65535,  /* bytes of a column's name */
  ROW_SIZE_LIMIT = 64 << 20,  /* bytes of all cells of a row: four times what a record may have, as JSON may grow */
  ACCOUNT_LIMIT = 1 << 28,    /* accounts of an index: numbers of forms and words stay within 32 bits */
  ID_SIZE_LIMIT = 65535,      /* bytes of an account's id: its size is stored in 16 bits */
  ACCOUNT_FORM_LIMIT = 255,   /* read: names and aliases of an account; counts are stored in a byte */
  ACCOUNT_DOMAIN_LIMIT = 255, /* read: domains of an account */
  ACCOUNT_PHONE_LIMIT = 8,    /* read: telephone numbers of an account */
  ACCOUNT_VALUE_LIMIT = 4096  /* read: bytes of a name, alias, URL or other value; cells are kept whole all the same */
};

/* ---- definitions --------------------------------------------------------------------------------------------------------------------- */

enum {
  YAML_SIZE_LIMIT = 4 << 20, /* bytes of a file: fitted weights take some 30 KB */
  YAML_DEPTH_LIMIT = 32,     /* maps and lists inside each other: definitions need 8 */
  YAML_NODE_LIMIT = 1000000, /* of one file: an alias that repeats itself ends here */
  YAML_KEY_LIMIT = 1024,     /* keys of one map: duplicates are looked for key by key */

  BUDGET_LIMIT = 100000,  /* accounts, words or postings of one route for one contact */
  LIST_LIMIT = 100000,    /* values of one list of domains or names */
  WEIGHT_LIMIT = 100000,  /* thousandths of a nat: beyond 100 nats nothing can be told apart, and sums stay in 32 bits */
  CUT_LIMIT = 1000000000, /* of a feature's value */
  TEXT_LIMIT = 4096,      /* bytes of a text in a list */

  WEIGHT_LEVEL_LIMIT = 24, /* levels of a feature; none has more that could be told apart */
  CALIBRATION_LIMIT = 256, /* points of the calibration */
  TIE_BREAKER_LIMIT = 16,
  TIE_VALUE_LIMIT = 32, /* values of one tie-breaker */

  OVERRIDE_LIMIT = 1 << 24,   /* overrides of a run: 16 million decisions are no longer those of people */
  OVERRIDE_TEXT_LIMIT = 4096, /* bytes of a value or an account id */

  MQA_ACTIVITY_LIMIT = 1000, /* kinds of activities */
  MQA_ROLE_LIMIT = 62,       /* with other_role they fit a mask of 64 bits */
  MQA_STAGE_LIMIT = 64,
  MQA_LEAF_LIMIT = 1000,          /* conditions of one stage */
  MQA_LIST_LIMIT = 10000,         /* values of one list */
  MQA_MINUTES_LIMIT = 1000000000, /* milliminutes: a million minutes */
  MQA_WEIGHT_LIMIT = 100000,      /* thousandths: a weight of 100 */
  MQA_DAYS_LIMIT = 3650,          /* of window, within, half_life */
  MQA_SECONDS_LIMIT = 315360000,  /* of other durations: 3650 days */
  MQA_COUNT_LIMIT = 1000000       /* of people, activities and opportunities that a condition asks for */
};

#define REGEX_PATTERN_MAX 16384 /* bytes; longer patterns are a mistake or an attack */
#define REGEX_SUBJECT_MAX 65536 /* bytes; longer subjects answer L2A_ELIMIT */
#define REGEX_STEP_MAX 1000000  /* backtracking steps; a pattern that needs more answers L2A_ELIMIT */

/* ---- labels and learning ------------------------------------------------------------------------------------------------------------- */

enum {
  SEGMENT_COLUMN_LIMIT = 8,      /* columns of segments: more would be no overview */
  SEGMENT_VALUE_LIMIT = 4096,    /* values of one: a column of ids is no segment */
  LABEL_ACCOUNT_LIMIT = 4096,    /* accounts that are right for one contact */
  TRAINING_PAIR_LIMIT = 4000000, /* pairs of contact and candidate: half a gigabyte, and as much again to fit them */
  REQUIREMENT_LIMIT = 64         /* of --require */
};

/* ---- command line, store ------------------------------------------------------------------------------------------------------------- */

enum {
  OPTION_LIST_LIMIT = 256,  /* times that one option may be repeated: a column mapping has one per column */
  STORE_READER_LIMIT = 1022 /* readers of an index file at once, in all processes: LMDB's table of them is 64 KiB */
};

#endif
