/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/connection.h"
#include "server/queue_wait.h"

/* Both ends of a connection over the loopback address. */
static void connect_pair(int ends[2])
{
  struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
  socklen_t size = sizeof a;
  int listening = socket(AF_INET, SOCK_STREAM, 0);

  cr_assert(bind(listening, (struct sockaddr *)&a, sizeof a) == 0 && listen(listening, 1) == 0);
  cr_assert(getsockname(listening, (struct sockaddr *)&a, &size) == 0);
  ends[0] = socket(AF_INET, SOCK_STREAM, 0);
  cr_assert(connect(ends[0], (struct sockaddr *)&a, sizeof a) == 0);
  ends[1] = accept(listening, NULL, NULL);
  cr_assert(ends[1] >= 0);
  close(listening);
}

Test(queue_wait, is_the_time_since_the_last_piece_came)
{
  queue_wait w = { 0 };
  int ends[2];
  uint32_t ms;

  connect_pair(ends);
  cr_assert(write(ends[0], "GET", 3) == 3);
  usleep(120000);
  ms = queue_wait_of(&w, ends[1], 200);
  cr_expect(ms >= 80 && ms < 30000, "%u ms", ms);
  cr_expect(w.close_look);
  cr_assert(write(ends[0], " / ", 3) == 3);
  cr_expect_lt(queue_wait_of(&w, ends[1], 20000000), 20000, "the next is looked at as well");
  cr_expect(!w.close_look, "then only some");
  cr_expect_eq(queue_wait_of(&w, ends[1], 200), 0);
  close(ends[0]);
  close(ends[1]);
}

Test(queue_wait, one_in_some_is_looked_at)
{
  queue_wait w = { 0 };
  unsigned looked = 0;
  int ends[2];

  connect_pair(ends);
  cr_assert(write(ends[0], "GET", 3) == 3);
  usleep(30000);
  for (int i = 0; i < 160; i++) looked += queue_wait_of(&w, ends[1], 60000000) > 0;
  cr_expect_eq(looked, 10);
  cr_expect_eq(queue_wait_of(&w, -1, 5), 0, "no socket, no wait");
  close(ends[0]);
  close(ends[1]);
}

Test(connection, beyond_a_limit_is_marked_when_it_comes)
{
  static connection_list l;
  connection_limits limits = { 3, 2, 1000, 30000 };
  struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(0x0A000001) }, b = a;
  connection *c[5];

  b.sin_addr.s_addr = htonl(0x0A000002);
  connection_list_init(&l);
  for (size_t i = 0; i < 3; i++) c[i] = connection_add(&l, -1, (struct sockaddr *)&a, &limits);
  cr_expect(c[0]->excess == EXCESS_NONE && c[1]->excess == EXCESS_NONE && c[2]->excess == EXCESS_CLIENT);
  cr_expect_eq(atomic_load(&c[1]->deadline_ms), 31000);
  cr_expect_eq(atomic_load(&c[2]->deadline_ms), (uint64_t)1000 + SERVER_EXCESS_MS);
  c[3] = connection_add(&l, -1, (struct sockaddr *)&b, &limits);
  cr_expect_eq(c[3]->excess, EXCESS_SERVER);
  connection_remove(&l, c[2]);
  connection_remove(&l, c[3]);
  c[4] = connection_add(&l, -1, (struct sockaddr *)&b, &limits);
  cr_expect_eq(c[4]->excess, EXCESS_NONE);
  cr_expect_eq(connection_sweep(&l, 30999, false), 0);
  cr_expect_eq(connection_sweep(&l, 31000, false), 3);
  connection_remove(&l, NULL);
  connection_list_free(&l);
  cr_expect_eq(atomic_load(&l.count), 0);
}
