/* SPDX-License-Identifier: MIT */
#include "index/snapshot.h"

#include "index/key_filter.h"
#include "index/keys.h"

/* Moves *at behind a LEB128 size; false when the record ends first. */
static inline bool take_size(const char **at, const char *end, uint64_t *size)
{
  if (*at < end && (unsigned char)**at < 0x80) {
    *size = (unsigned char)*(*at)++;
    return true;
  }
  *size = 0;
  for (unsigned shift = 0; shift < 35 && *at < end; shift += 7) {
    unsigned char c = (unsigned char)*(*at)++;
    *size |= (uint64_t)(c & 0x7F) << shift;
    if (c < 0x80) return true;
  }
  return false;
}

static bytes segment_cell(const snapshot *s, uint32_t account, uint32_t column)
{
  const bytes none = { NULL, 0 };
  const char *at, *end;
  uint64_t before = 0, size = 0, n;

  if (account >= s->account_count || column >= s->column_count) return none;
  at = s->records + s->record_offsets[account];
  end = s->records + s->record_offsets[account + 1];
  for (uint32_t i = 0; i < s->column_count; i++) {
    if (!take_size(&at, end, &n)) return none;
    if (i < column) before += n;
    if (i == column) size = n;
  }
  if (before > (uint64_t)(end - at) || size > (uint64_t)(end - at) - before) return none;
  return (bytes){ at + before, size };
}

bytes snapshot_cell(const snapshot *s, uint32_t account, uint32_t column)
{
  uint32_t n = snapshot_segment_of(s, &account);

  return segment_cell(snapshot_segment_at(s, n), account, column);
}

bytes snapshot_field(const snapshot *s, uint32_t account, l2a_account_field field)
{
  bytes cell = { NULL, 0 };

  if ((unsigned)field >= L2A_ACCOUNT_FIELD_COUNT || s->column_of[field] == INDEX_NONE) return cell;
  for (uint32_t i = s->column_of[field]; i < s->column_count && cell.size == 0; i++)
    if (s->columns[i].field == field) cell = snapshot_cell(s, account, i);
  return cell;
}

void snapshot_fields(bytes *out, const l2a_account_field *fields, size_t count, const snapshot *s, uint32_t account)
{
  const snapshot *segment;
  const char *at, *end, *first;
  uint64_t before = 0, size;

  for (size_t k = 0; k < count; k++) out[k] = (bytes){ NULL, 0 };
  segment = snapshot_segment_at(s, snapshot_segment_of(s, &account));
  if (account >= segment->account_count) return;
  at = segment->records + segment->record_offsets[account];
  end = segment->records + segment->record_offsets[account + 1];
  first = at;
  for (uint32_t i = 0; i < s->column_count; i++)
    if (!take_size(&first, end, &size)) return;
  for (uint32_t i = 0; i < s->column_count; i++, before += size) {
    (void)take_size(&at, end, &size);
    if (size == 0) continue;
    if (before > (uint64_t)(end - first) || size > (uint64_t)(end - first) - before) return;
    for (size_t k = 0; k < count; k++)
      if (s->columns[i].field == fields[k] && out[k].size == 0) out[k] = (bytes){ first + before, size };
  }
}

static uint32_t find_account(const snapshot *s, bytes id, uint64_t hash)
{
  key_values found = key_find(&s->by_id, hash);

  for (uint32_t i = 0; i < found.count; i++)
    if (bytes_equal(segment_cell(s, found.at[i], s->column_of[L2A_ACCOUNT_ID]), id)) return found.at[i];
  return INDEX_NONE;
}

uint32_t segment_find_account(const snapshot *s, bytes id)
{
  return find_account(s, id, key_hash(KEY_ID, id));
}

uint32_t snapshot_find_account(const snapshot *s, bytes id)
{
  uint64_t hash = key_hash(KEY_ID, id);

  for (uint32_t n = (deltas_may_have(s, hash) ? s->delta_count : 0) + 1; n-- > 0;) {
    const snapshot *segment = snapshot_segment_at(s, n);
    uint32_t found = find_account(segment, id, hash);
    if (found != INDEX_NONE) return segment_is_live(segment, found) ? segment->first_account + found : INDEX_NONE;
  }
  return INDEX_NONE;
}

uint32_t segment_find_word(const snapshot *s, bytes text, uint64_t hash)
{
  key_values found = key_find(&s->by_word, hash);

  for (uint32_t i = 0; i < found.count; i++) {
    const index_word *word = &s->words[found.at[i]];
    if (bytes_equal(snapshot_text(s, word->text, word->size), text)) return found.at[i];
  }
  return INDEX_NONE;
}

uint32_t snapshot_find_word(const snapshot *s, bytes text)
{
  return segment_find_word(s, text, key_hash(KEY_WORD, text));
}

uint32_t snapshot_find_column(const snapshot *s, bytes name)
{
  for (uint32_t i = 0; i < s->column_count; i++)
    if (bytes_equal_nocase(s->columns[i].name, name)) return i;
  return INDEX_NONE;
}
