/* SPDX-License-Identifier: MIT */
/* Files that a person keeps, as the commands read them: labels of eval, labels of tune, answers of a run, a filled review sheet. */
#include "cli/label_file.h"
#include "cli/review_answer.h"
#include "cli/run_file.h"
#include "fuzz/fuzz_support.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(l2a_status status, const l2a_error *error)
{
  require(status <= L2A_OK && status != L2A_ENOMEM && status != L2A_EBUSY);
  require(status == L2A_OK || (error->message[0] && !strchr(error->message, '\n')));
}

static void read_labels(const char *name)
{
  l2a_error error = L2A_ERROR_INIT;
  option_list segments = { .count = 0 };
  label_set set;

  label_set_init(&set);
  check(label_file_read(&set, name, &segments, &error), &error);
  for (uint32_t i = 0; i < set.contacts.count; i++) require(!label_accepts(&set.labels[i], BYTES("")));
  label_set_free(&set);
}

static void read_training(const char *name)
{
  l2a_error error = L2A_ERROR_INIT;
  label_set set;
  size_t open = 0;

  label_set_init(&set);
  check(label_file_read_weighted(&set, &open, name, &error), &error);
  for (uint32_t i = 0; i < set.contacts.count; i++) require(set.labels[i].weight > 0 && set.labels[i].weight <= 1000);
  label_set_free(&set);
}

static l2a_status take_answer(void *payload, const labelled_answer *a, bytes account_name, const l2a_contact *contact, l2a_error *error)
{
  (void)account_name, (void)error;
  require(a->decision <= L2A_DECISION_MATCH && contact->struct_size == sizeof *contact);
  ++*(size_t *)payload;
  return L2A_OK;
}

static void read_run(const char *name)
{
  l2a_error error = L2A_ERROR_INIT;
  option_list map = { .count = 0 };
  size_t count = 0;
  run_file run = { .take = take_answer, .payload = &count, .map = &map };

  check(run_file_read(&run, name, &error), &error);
}

static void read_review(const char *name)
{
  l2a_error error = L2A_ERROR_INIT;
  review_answers answers = { .overrides = BUFFER_INIT, .labels = BUFFER_INIT };

  check(review_answers_read(&answers, name, &error), &error);
  buffer_free(&answers.overrides);
  buffer_free(&answers.labels);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  char name[MEMORY_FILE_NAME_SIZE];
  bytes content = { (const char *)data, size };
  uint8_t choice = take_byte(&content);
  int fd = memory_file(name, content);

  if (choice % 4 == 0) read_labels(name);
  if (choice % 4 == 1) read_training(name);
  if (choice % 4 == 2) read_run(name);
  if (choice % 4 == 3) read_review(name);
  close(fd);
  return 0;
}
