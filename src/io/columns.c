/* SPDX-License-Identifier: MIT */
#include "io/columns.h"

#include <stdio.h>
#include <stdlib.h>

#include "io/column_values.h"
#include "io/columns_mqa.h"
#include "io/header_name.h"
#include "io/null_tokens.h"

enum {
  RANK_NONE = UINT16_MAX,
  RANK_OF_COMPANY = 100, /* added for a column of the company in a table of persons */
  RANK_OF_RELATED = 200, /* added for a column of another table */
  DISTINCTIVE_SCORE = 4,
  MARGIN = 2, /* by which the best profile leads the second */
  LISTED_NAMES = 30,
  NAME_SHOWN = 64
};

static const char reason_mapped[] = "mapped by --map";
static const char reason_name[] = "name of the column";
static const char reason_values[] = "values of the column";
static const char reason_preferred[] = "another column is preferred";
static const char reason_tie[] = "tie: another column has the same name, none is used";
static const char reason_unknown[] = "no known name";

typedef struct candidate {
  uint32_t field;
  uint16_t rank;  /* row of the rules */
  uint16_t place; /* inside the row */
} candidate;

typedef struct detector {
  column_map *map;
  column_object object;
  bool matched;
  bool changes;
  const char *file;
  const bytes *names;
  uint32_t count;
  const record_batch *sample;
  arena memory;
  header_name *headers;
  candidate *candidates;           /* by column */
  bool locked[COLUMN_FIELD_LIMIT]; /* fields that --map decides */
  const char *preferred;
  const char *option; /* --map, --map-accounts, ...: without the dashes */
  l2a_error *error;
} detector;

_Static_assert((int)CONTACT_FIELD_COUNT <= (int)COLUMN_FIELD_LIMIT && (int)ACCOUNT_FIELD_COUNT <= (int)COLUMN_FIELD_LIMIT, "fields fit");
_Static_assert((int)ACTIVITY_FIELD_COUNT <= (int)COLUMN_FIELD_LIMIT, "fields fit");

/* Length of a name in a message. */
static int shown(bytes name)
{
  return (int)(name.size < NAME_SHOWN ? name.size : NAME_SHOWN);
}

/* ---- names of fields ------------------------------------------------------------------------------------------------------------- */

const char *column_field_name(column_object object, uint32_t field)
{
  uint32_t count;
  const column_field *fields = column_fields(object, &count);

  return field < count ? fields[field].name : NULL;
}

uint32_t column_field_from_name(column_object object, bytes name)
{
  uint32_t count;
  const column_field *fields = column_fields(object, &count);

  for (uint32_t field = 1; field < count; field++)
    if (fields[field].name && bytes_equal(bytes_of(fields[field].name), name)) return field;
  return 0;
}

static column_trait trait_of(const detector *d, uint32_t field)
{
  uint32_t count;

  return column_fields(d->object, &count)[field].trait;
}

/* ---- which system wrote this ----------------------------------------------------------------------------------------------------- */

static uint32_t count_present(const detector *d, const char *list)
{
  bytes rest = bytes_of(list);
  uint32_t present = 0;

  while (rest.data) {
    bytes wanted = bytes_split(&rest, '|');
    uint32_t n = 0;
    while (n < d->count && !bytes_equal(bytes_trim(d->names[n]), wanted)) n++;
    present += n < d->count;
  }
  return present;
}

static void detect_profile(detector *d)
{
  size_t count;
  const column_profile *profiles = column_profiles(&count);
  const column_profile *best = NULL;
  uint32_t best_score = 0;
  uint32_t second_score = 0;

  for (size_t n = 0; n < count; n++) {
    uint32_t distinctive = profiles[n].object == d->object ? count_present(d, profiles[n].distinctive) : 0;
    uint32_t score = distinctive ? distinctive * DISTINCTIVE_SCORE + count_present(d, profiles[n].ordinary) : 0;
    if (score > best_score) {
      second_score = best_score;
      best_score = score;
      best = &profiles[n];
    } else if (score > second_score) {
      second_score = score;
    }
  }
  if (!best || best_score < second_score + MARGIN) return;
  d->map->system = best->system;
  d->map->export_kind = best->kind;
  d->preferred = best->preferred;
}

/* ---- columns by name ------------------------------------------------------------------------------------------------------------- */

static candidate find_rule(column_object object, bytes key)
{
  size_t count;
  const column_rule *rules = column_rules(object, &count);
  candidate found = { 0, RANK_NONE, 0 };
  uint16_t rank = 0;

  for (size_t n = 0; n < count; n++) {
    uint32_t place;
    rank = n && rules[n].field == rules[n - 1].field ? (uint16_t)(rank + 1) : 0;
    if (!column_list_holds(rules[n].keys, key, &place)) continue;
    found = (candidate){ rules[n].field, rank, (uint16_t)place };
    break;
  }
  return found;
}

/* In a table of persons: what a column of the company can be. */
static candidate find_company_rule(const header_name *header)
{
  candidate found = find_rule(COLUMN_CONTACT, header->whole);
  uint32_t place;

  if (!found.field && column_list_holds("name nom nombre nome naam", header->key, &place))
    found = (candidate){ CONTACT_COMPANY, 0, (uint16_t)place };
  if (!found.field) found = find_rule(COLUMN_CONTACT, header->key);
  if (found.field != CONTACT_COMPANY && found.field != CONTACT_WEBSITE && found.field != CONTACT_ACCOUNT_ID)
    return (candidate){ 0, RANK_NONE, 0 };
  found.rank = (uint16_t)(found.rank + RANK_OF_COMPANY);
  return found;
}

static candidate classify(column_object object, const header_name *header)
{
  column_prefix prefix = column_prefix_of(header->prefix);
  candidate found = { 0, RANK_NONE, 0 };

  if (object != COLUMN_CONTACT && object != COLUMN_ACCOUNT) {
    found = find_rule(object, header->whole);
    if (!found.field && (prefix == PREFIX_NONE || prefix == PREFIX_OTHER)) found = find_rule(object, header->key);
  } else if (prefix == PREFIX_NONE) found = find_rule(object, header->prefix.size ? header->whole : header->key);
  else if (object == COLUMN_CONTACT && prefix == PREFIX_COMPANY) found = find_company_rule(header);
  else if (prefix == (object == COLUMN_CONTACT ? PREFIX_PERSON : PREFIX_COMPANY)) found = find_rule(object, header->key);
  if (found.field && (header->related || header->custom)) found.rank = (uint16_t)(found.rank + RANK_OF_RELATED);
  return found;
}

static void use_column(detector *d, uint32_t field, uint32_t column, const char *reason)
{
  column_list *list = &d->map->fields[field];

  if (list->count == COLUMNS_PER_FIELD_LIMIT) return;
  list->columns[list->count++] = column;
  d->map->columns[column] = (column_use){ field, reason };
}

/* The free column of this field that comes first; d->count when there is none. */
static uint32_t best_of(const detector *d, uint32_t field)
{
  uint32_t best = d->count;

  for (uint32_t n = 0; n < d->count; n++) {
    const candidate *c = &d->candidates[n];
    const candidate *b = best < d->count ? &d->candidates[best] : NULL;
    if (c->field != field || d->map->columns[n].field) continue;
    if (!b || c->rank < b->rank || (c->rank == b->rank && c->place < b->place)) best = n;
  }
  return best;
}

/* How many free columns of the field are as good as this one; *other gets the next one of them. */
static uint32_t count_equal(const detector *d, uint32_t column, uint32_t *other)
{
  const candidate *best = &d->candidates[column];
  bool strict = trait_of(d, best->field) == COLUMN_STRICT;
  uint32_t equal = 0;

  for (uint32_t n = 0; n < d->count; n++) {
    const candidate *c = &d->candidates[n];
    if (c->field != best->field || c->rank != best->rank || d->map->columns[n].field) continue;
    if (!strict && c->place != best->place) continue;
    equal++;
    if (n != column) *other = n;
  }
  return equal;
}

/* The system's own name for the field decides a tie, if exactly one column has it. */
static uint32_t preferred_of(const detector *d, uint32_t field)
{
  uint32_t found = d->count;
  uint32_t count = 0;

  for (uint32_t n = 0; d->preferred && n < d->count; n++) {
    if (d->candidates[n].field != field || !bytes_equal(d->headers[n].key, bytes_of(d->preferred))) continue;
    found = n;
    count++;
  }
  return count == 1 ? found : d->count;
}

static l2a_status error_tie(const detector *d, uint32_t field, uint32_t a, uint32_t b)
{
  const char *name = column_field_name(d->object, field);
  uint32_t first = a < b ? a : b;
  uint32_t second = a < b ? b : a;

  return error_set_at(d->error, L2A_EINVAL, d->file, 0, 0,
                      "the columns \"%.*s\" and \"%.*s\" (numbers %u and %u) could both be the %s: say which with --%s %s=COLUMN",
                      shown(d->names[first]), d->names[first].data, shown(d->names[second]), d->names[second].data, first + 1, second + 1,
                      name, d->option, name);
}

/* Gives all that is left of the field the reason why it is not used. */
static void explain_rest(detector *d, uint32_t field, const char *reason)
{
  for (uint32_t n = 0; n < d->count; n++)
    if (d->candidates[n].field == field && !d->map->columns[n].field) d->map->columns[n].reason = reason;
}

static l2a_status assign_field(detector *d, uint32_t field)
{
  uint32_t best = best_of(d, field);
  uint32_t other = best;
  uint32_t preferred;

  if (best == d->count) return L2A_OK;
  if (trait_of(d, field) == COLUMN_MANY) {
    for (; best < d->count && d->map->fields[field].count < COLUMNS_PER_FIELD_LIMIT; best = best_of(d, field))
      use_column(d, field, best, reason_name);
    return L2A_OK;
  }
  if (count_equal(d, best, &other) > 1) {
    preferred = trait_of(d, field) == COLUMN_STRICT ? preferred_of(d, field) : d->count;
    if (preferred == d->count && trait_of(d, field) == COLUMN_STRICT) return error_tie(d, field, best, other);
    if (preferred == d->count) {
      explain_rest(d, field, reason_tie);
      return L2A_OK;
    }
    best = preferred;
  }
  use_column(d, field, best, reason_name);
  explain_rest(d, field, reason_preferred);
  return L2A_OK;
}

static l2a_status assign_names(detector *d)
{
  uint32_t count;
  l2a_status status = L2A_OK;

  column_fields(d->object, &count);
  for (uint32_t n = 0; n < d->count; n++) d->candidates[n] = classify(d->object, &d->headers[n]);
  for (uint32_t field = 1; field < count && status == L2A_OK; field++)
    if (!d->locked[field]) status = assign_field(d, field);
  return status;
}

/* ---- columns by value ------------------------------------------------------------------------------------------------------------ */

/* Addresses in these columns are those of colleagues. */
static bool is_about_staff(bytes key)
{
  static const char *const words[] = { "owner", "createdby", "modifiedby", "assigned", "besitzer", "propriet" };

  for (size_t n = 0; n < sizeof words / sizeof *words; n++)
    if (key.size && memmem(key.data, key.size, words[n], strlen(words[n]))) return true;
  return false;
}

static l2a_status assign_shape(detector *d, uint32_t field, value_shape shape)
{
  uint32_t found = d->count;

  if (!d->sample || d->locked[field] || d->map->fields[field].count) return L2A_OK;
  for (uint32_t n = 0; n < d->count; n++) {
    if (d->map->columns[n].field || d->candidates[n].field || is_about_staff(d->headers[n].whole)) continue;
    if (column_shape(d->sample, n) != shape) continue;
    if (found < d->count) return error_tie(d, field, found, n);
    found = n;
  }
  if (found < d->count) use_column(d, field, found, reason_values);
  return L2A_OK;
}

static l2a_status assign_values(detector *d)
{
  const column_list *fields = d->map->fields;
  l2a_status status;

  if (d->object != COLUMN_CONTACT && d->object != COLUMN_ACCOUNT) return L2A_OK;
  if (d->object == COLUMN_ACCOUNT) {
    status = assign_shape(d, L2A_ACCOUNT_ID, SHAPE_ACCOUNT_ID);
    if (status == L2A_OK && !fields[L2A_ACCOUNT_DOMAINS].count) status = assign_shape(d, L2A_ACCOUNT_WEBSITE, SHAPE_WEBSITE);
  } else {
    status = assign_shape(d, CONTACT_EMAIL, SHAPE_EMAIL);
    if (status == L2A_OK && !fields[CONTACT_EMAIL].count && !fields[CONTACT_COMPANY].count)
      status = assign_shape(d, CONTACT_WEBSITE, SHAPE_WEBSITE);
  }
  return status;
}

/* ---- --map ----------------------------------------------------------------------------------------------------------------------- */

static l2a_status error_list_columns(const detector *d, const char *what)
{
  buffer list = BUFFER_INIT;
  l2a_status status;

  for (uint32_t n = 0; n < d->count && n < LISTED_NAMES; n++) {
    if (n) buffer_append_text(&list, ", ");
    buffer_append_bytes(&list, d->names[n]);
  }
  if (d->count > LISTED_NAMES) buffer_append_text(&list, ", ...");
  status = list.failed ? error_no_memory(d->error)
                       : error_set_at(d->error, L2A_ENOTFOUND, d->file, 0, 0, "%s; the columns are: %.*s", what, (int)list.size, list.data);
  buffer_free(&list);
  return status;
}

static l2a_status error_list_fields(const detector *d, bytes field)
{
  buffer list = BUFFER_INIT;
  uint32_t count;
  const column_field *fields = column_fields(d->object, &count);
  l2a_status status;

  for (uint32_t n = 1; n < count; n++) buffer_printf(&list, "%s%s", n > 1 ? ", " : "", fields[n].name);
  status = list.failed ? error_no_memory(d->error)
                       : error_set(d->error, L2A_ENOTFOUND, "--%s: there is no field \"%.*s\"; the fields are: %.*s", d->option,
                                   shown(field), field.data, (int)list.size, list.data);
  buffer_free(&list);
  return status;
}

/* "#3" is the third column: the only way to name one of two columns with the same name. */
static bool find_by_number(const detector *d, bytes name, uint32_t *column)
{
  uint32_t number = 0;

  if (name.size < 2 || name.size > 6 || name.data[0] != '#') return false;
  for (size_t i = 1; i < name.size; i++) {
    if (name.data[i] < '0' || name.data[i] > '9') return false;
    number = number * 10 + (uint32_t)(name.data[i] - '0');
  }
  *column = number - 1;
  return number >= 1 && number <= d->count;
}

/* By its exact name, else by its normalised one. A name that two columns have is an error. */
static l2a_status find_column(detector *d, const column_override *o, uint32_t *column)
{
  bytes name = bytes_trim(o->column);
  bytes key = header_key(name, &d->memory);
  char what[160];
  uint32_t exact = 0;
  uint32_t similar = 0;
  uint32_t at = d->count;

  for (uint32_t n = 0; n < d->count; n++) {
    bool same = bytes_equal(bytes_trim(d->names[n]), name);
    if (same && exact++ == 0) *column = n;
    if (!same && key.size && bytes_equal(d->headers[n].whole, key) && similar++ == 0) at = n;
  }
  if (exact == 1) return L2A_OK;
  if (exact == 0 && similar == 1) {
    *column = at;
    return L2A_OK;
  }
  if (exact == 0 && find_by_number(d, name, column)) return L2A_OK;
  if (exact + similar)
    snprintf(what, sizeof what, "--%s: several columns are called \"%.*s\": use #1, #2, ...", d->option, shown(name), name.data);
  else snprintf(what, sizeof what, "--%s: there is no column \"%.*s\"", d->option, shown(name), name.data);
  return error_list_columns(d, what);
}

static l2a_status apply_overrides(detector *d, const column_overrides *o)
{
  l2a_status status = L2A_OK;

  for (size_t n = 0; o && n < o->count; n++) {
    uint32_t field = column_field_from_name(d->object, bytes_trim(o->items[n].field));
    uint32_t column = 0;
    if (!field) {
      status = error_list_fields(d, o->items[n].field);
      goto done;
    }
    d->locked[field] = true;
    if (bytes_trim(o->items[n].column).size == 0) continue;
    status = find_column(d, &o->items[n], &column);
    if (status != L2A_OK) goto done;
    if (d->map->fields[field].count && trait_of(d, field) != COLUMN_MANY) {
      status = error_set(d->error, L2A_EINVAL, "--%s: the field %s takes one column", d->option, column_field_name(d->object, field));
      goto done;
    }
    use_column(d, field, column, reason_mapped);
  }
done:
  return status;
}

/* ---- all together ---------------------------------------------------------------------------------------------------------------- */

/* Without a header the first row would be lost as one. */
static l2a_status check_header(const detector *d)
{
  for (uint32_t n = 0; n < d->count; n++)
    if (value_shape_of(d->names[n]) == SHAPE_EMAIL)
      return error_set_at(d->error, L2A_EINVAL, d->file, 0, 0,
                          "the first line is data, not a header (it holds \"%.*s\"): put a line with the names of the columns above it",
                          shown(d->names[n]), d->names[n].data);
  return L2A_OK;
}

static l2a_status error_needed(const detector *d, const char *problem, const char *field)
{
  char what[160];

  snprintf(what, sizeof what, "%s (--%s %s=COLUMN)", problem, d->option, field);
  return error_list_columns(d, what);
}

static l2a_status check_needed(const detector *d)
{
  const column_list *f = d->map->fields;

  if (d->object != COLUMN_CONTACT && d->object != COLUMN_ACCOUNT) {
    const char *problem = columns_mqa_problem(d->object, f);
    return problem ? error_list_columns(d, problem) : L2A_OK;
  }
  if (d->matched && (f[CONTACT_ID].count || f[CONTACT_EMAIL].count)) return L2A_OK;
  if (d->object == COLUMN_CONTACT) {
    if (f[CONTACT_EMAIL].count || f[CONTACT_COMPANY].count || f[CONTACT_WEBSITE].count || f[CONTACT_PHONE].count) return L2A_OK;
    return error_needed(d, "no usable column: one of email, company, website, phone is needed", "email");
  }
  if (!f[L2A_ACCOUNT_ID].count) return error_needed(d, "no column is the id of the account", "id");
  if (d->changes || f[L2A_ACCOUNT_NAME].count || f[L2A_ACCOUNT_WEBSITE].count || f[L2A_ACCOUNT_DOMAINS].count) return L2A_OK;
  return error_needed(d, "no usable column: one of name, website, domains is needed", "name");
}

static l2a_status detector_init(detector *d)
{
  column_map *map = d->map;

  arena_init(&d->memory, 16 << 10);
  map->columns = calloc(d->count ? d->count : 1, sizeof *map->columns);
  d->headers = arena_take_array(&d->memory, d->count, sizeof *d->headers);
  d->candidates = arena_take_array(&d->memory, d->count, sizeof *d->candidates);
  if (!map->columns || !d->headers || !d->candidates) return error_no_memory(d->error);
  map->object = d->object;
  map->column_count = d->count;
  for (uint32_t n = 0; n < d->count; n++) {
    header_name_parse(&d->headers[n], d->names[n], &d->memory);
    d->candidates[n] = (candidate){ 0, RANK_NONE, 0 };
    map->columns[n].reason = reason_unknown;
  }
  return d->memory.failed ? error_no_memory(d->error) : L2A_OK;
}

l2a_status column_map_detect(column_map **out, column_object object, const char *file, const bytes *names, uint32_t count,
                             const record_batch *sample, const column_overrides *overrides, l2a_error *error)
{
  column_map *map = calloc(1, sizeof *map);
  detector d = { .map = map,
                 .object = object == COLUMN_MATCHED           ? COLUMN_CONTACT
                           : object == COLUMN_ACCOUNT_CHANGES ? COLUMN_ACCOUNT
                                                              : object,
                 .matched = object == COLUMN_MATCHED,
                 .changes = object == COLUMN_ACCOUNT_CHANGES,
                 .file = file,
                 .names = names,
                 .count = count,
                 .sample = sample,
                 .option = overrides && overrides->option ? overrides->option : "map",
                 .error = error };
  l2a_status status;

  *out = NULL;
  if (!map) return error_no_memory(error);
  status = detector_init(&d);
  if (status == L2A_OK) status = check_header(&d);
  if (status == L2A_OK) {
    detect_profile(&d);
    status = apply_overrides(&d, overrides);
  }
  if (status == L2A_OK) status = assign_names(&d);
  if (status == L2A_OK) status = assign_values(&d);
  if (status == L2A_OK) status = check_needed(&d);
  if (status == L2A_OK) {
    *out = map;
    map = NULL;
  }
  column_map_free(map);
  arena_free(&d.memory);
  return status;
}

void column_map_free(column_map *map)
{
  if (map) free(map->columns);
  free(map);
}

/* Most values begin with a letter of no null token, and have no blanks at their ends: they are themselves. */
static bool is_plain_value(bytes value)
{
  static const bool may_be_other[256] = {
    ['n'] = true, ['N'] = true,  ['-'] = true,  ['['] = true,  ['u'] = true,  ['U'] = true,
    [' '] = true, ['\t'] = true, ['\n'] = true, ['\v'] = true, ['\f'] = true, ['\r'] = true,
  };

  return !may_be_other[(unsigned char)value.data[0]] && !is_blank(value.data[value.size - 1]);
}

bytes column_value(const column_map *map, const record *r, uint32_t field)
{
  const column_list *list = &map->fields[field];

  for (uint32_t n = 0; n < list->count; n++) {
    bytes value = record_field(r, list->columns[n]);
    if (value.size && !is_plain_value(value)) value = value_or_empty(value);
    if (value.size) return value;
  }
  return (bytes){ NULL, 0 };
}
