/* SPDX-License-Identifier: MIT */
/*
 * Invented tables for l2a mqa, the same for the same numbers: FOLDER ACCOUNTS ACTIVITIES [FIRST_ACTIVITY FIRST_DAY DAYS]
 *
 *   accounts.csv    id,name,website,type,tier,owner
 *   matches.csv     two contacts an account, matched
 *   activities.csv  activity_id,contact_id,type,occurred_at,minutes: spread evenly over contacts and over DAYS (365) from FIRST_DAY on
 *                   (days since 2025-01-01)
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PATH_SIZE = 4096, BUFFER_SIZE = 1 << 20, PEOPLE = 2 };

static uint64_t mix(uint64_t x)
{
  x += UINT64_C(0x9E3779B97F4A7C15);
  x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
  return x ^ (x >> 31);
}

static FILE *create(const char *folder, const char *name)
{
  char path[PATH_SIZE];
  FILE *f;

  snprintf(path, sizeof path, "%s/%s", folder, name);
  f = fopen(path, "w");
  if (!f) {
    perror(path);
    exit(2);
  }
  setvbuf(f, NULL, _IOFBF, BUFFER_SIZE);
  return f;
}

static void finish(FILE *f)
{
  if (fclose(f) == 0) return;
  perror("write");
  exit(2);
}

static void write_accounts(const char *folder, uint64_t count)
{
  static const char *const tiers[] = { "A", "B", "C", "" };
  FILE *f = create(folder, "accounts.csv");

  fputs("id,name,website,type,tier,owner\n", f);
  for (uint64_t i = 0; i < count; i++)
    fprintf(f, "A%09" PRIu64 ",Company %" PRIu64 ",c%" PRIu64 ".example,%s,%s,Owner %" PRIu64 "\n", i, i, i,
            mix(i) % 50 ? "prospect" : "partner", tiers[mix(i) >> 8 & 3], i % 40);
  finish(f);
}

static void write_matches(const char *folder, uint64_t accounts)
{
  static const char *const titles[] = { "VP Sales", "Director IT", "Engineer", "Chief Financial Officer", "Sales Manager", "" };
  FILE *f = create(folder, "matches.csv");

  fputs("id,email,title,l2a_account_id,l2a_decision,l2a_score\n", f);
  for (uint64_t i = 0; i < accounts * PEOPLE; i++)
    fprintf(f, "C%09" PRIu64 ",p%" PRIu64 "@c%" PRIu64 ".example,%s,A%09" PRIu64 ",%s,%s\n", i, i, i / PEOPLE, titles[mix(i) % 6],
            i / PEOPLE, mix(i) % 20 ? "match" : "review", mix(i) % 7 ? "0.9990" : "0.9000");
  finish(f);
}

static void write_activities(const char *folder, uint64_t accounts, uint64_t count, uint64_t first, uint64_t first_day, uint64_t days)
{
  static const char *const types[] = { "email_open", "email_open",       "email_click", "web_visit",    "web_visit",        "web_visit",
                                       "EMAIL_OPEN", "content_download", "Page View",   "pricing_page", "webinar_attended", "meeting" };
  const uint64_t epoch = UINT64_C(1735689600);
  FILE *f = create(folder, "activities.csv");

  fputs("activity_id,contact_id,type,occurred_at,minutes\n", f);
  for (uint64_t n = first; n < first + count; n++) {
    uint64_t x = mix(n);
    uint64_t type = (x >> 40) % (n % 16 ? 7 : 12); /* what counts much is rare */
    time_t at = (time_t)(epoch + first_day * 86400 + mix(n ^ 77) % (days * 86400));
    struct tm tm;

    gmtime_r(&at, &tm);
    fprintf(f, "X%012" PRIu64 ",C%09" PRIu64 ",%s,%04d-%02d-%02dT%02d:%02d:%02dZ,", n, x % (accounts * PEOPLE), types[type],
            tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
    if (type >= 10) fprintf(f, "%" PRIu64, x >> 50 & 63);
    fputc('\n', f);
  }
  finish(f);
}

int main(int argc, char **argv)
{
  uint64_t accounts, activities, first, first_day, days;

  if (argc < 4) {
    fprintf(stderr, "usage: make_activities FOLDER ACCOUNTS ACTIVITIES [FIRST_ACTIVITY FIRST_DAY DAYS]\n");
    return 2;
  }
  accounts = strtoull(argv[2], NULL, 10);
  activities = strtoull(argv[3], NULL, 10);
  first = argc > 4 ? strtoull(argv[4], NULL, 10) : 0;
  first_day = argc > 5 ? strtoull(argv[5], NULL, 10) : 0;
  days = argc > 6 ? strtoull(argv[6], NULL, 10) : 365;
  if (accounts == 0 || days == 0) return 2;
  if (first == 0) {
    write_accounts(argv[1], accounts);
    write_matches(argv[1], accounts);
  }
  write_activities(argv[1], accounts, activities, first, first_day, days);
  return 0;
}
