/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <criterion/criterion.h>

#include "server/client.h"

static const uint64_t second = UINT64_C(1000000000);

Test(client, a_bucket_lets_a_second_pass_at_once_and_then_the_rate)
{
  rate_bucket b = 0;
  uint64_t now = 50 * second, wait;

  for (int i = 0; i < 4; i++) cr_expect_eq(rate_bucket_take(&b, 4, now), 0, "request %d", i);
  wait = rate_bucket_take(&b, 4, now);
  cr_expect_eq(wait, second / 4);
  cr_expect_neq(rate_bucket_take(&b, 4, now + wait - 1), 0);
  cr_expect_eq(rate_bucket_take(&b, 4, now + wait), 0);
  cr_expect_neq(rate_bucket_take(&b, 4, now + wait), 0);
  now += 100 * second;
  for (int i = 0; i < 4; i++) cr_expect_eq(rate_bucket_take(&b, 4, now), 0, "no more than a second is saved: %d", i);
  cr_expect_neq(rate_bucket_take(&b, 4, now), 0);
}

Test(client, a_refused_request_costs_nothing)
{
  rate_bucket b = 0;

  cr_expect_eq(rate_bucket_take(&b, 1, second), 0);
  for (int i = 0; i < 100; i++) cr_expect_eq(rate_bucket_take(&b, 1, second), second);
  cr_expect_eq(rate_bucket_take(&b, 1, 2 * second), 0);
}

static struct sockaddr *ipv4(struct sockaddr_in *a, const char *text)
{
  *a = (struct sockaddr_in){ .sin_family = AF_INET };
  inet_pton(AF_INET, text, &a->sin_addr);
  return (struct sockaddr *)a;
}

static struct sockaddr *ipv6(struct sockaddr_in6 *a, const char *text)
{
  *a = (struct sockaddr_in6){ .sin6_family = AF_INET6 };
  inet_pton(AF_INET6, text, &a->sin6_addr);
  return (struct sockaddr *)a;
}

Test(client, is_an_address_or_the_network_of_one)
{
  static client_table t;
  struct sockaddr_in a;
  struct sockaddr_in6 b;
  uint32_t count;
  client *first, *other;

  client_table_init(&t);
  first = client_join(&t, ipv4(&a, "10.0.0.1"), &count);
  cr_expect_eq(count, 1);
  cr_expect_eq(client_join(&t, ipv4(&a, "10.0.0.1"), &count), first);
  cr_expect_eq(count, 2);
  cr_expect_eq(client_join(&t, ipv6(&b, "::ffff:10.0.0.1"), &count), first, "an IPv4 address in an IPv6 one");
  other = client_join(&t, ipv4(&a, "10.0.0.2"), &count);
  cr_expect_neq(other, first);
  cr_expect_eq(count, 1);
  other = client_join(&t, ipv6(&b, "2001:db8:1:2::1"), &count);
  cr_expect_eq(client_join(&t, ipv6(&b, "2001:db8:1:2:ffff::9"), &count), other, "one /64");
  cr_expect_neq(client_join(&t, ipv6(&b, "2001:db8:1:3::1"), &count), other);
  client_table_free(&t);
}

Test(client, is_remembered_until_its_bucket_is_full)
{
  static client_table t;
  struct sockaddr_in a;
  uint32_t count;
  client *c;

  client_table_init(&t);
  c = client_join(&t, ipv4(&a, "10.0.0.1"), &count);
  cr_expect_eq(rate_bucket_take(&c->bucket, 1, 5 * second), 0);
  client_sweep(&t, 100 * second);
  cr_expect_eq(t.count, 1, "it has a connection");
  client_leave(&t, c);
  client_sweep(&t, 5 * second + 1);
  cr_expect_eq(t.count, 1, "a new connection must not bring a full bucket");
  cr_expect_neq(rate_bucket_take(&client_join(&t, ipv4(&a, "10.0.0.1"), &count)->bucket, 1, 5 * second + 1), 0);
  client_leave(&t, c);
  client_sweep(&t, 6 * second);
  cr_expect_eq(t.count, 0);
  client_leave(&t, NULL);
  client_table_free(&t);
}

Test(client, ten_thousand_come_and_go)
{
  static client_table t;
  static client *all[10000];
  struct sockaddr_in a = { .sin_family = AF_INET };
  uint32_t count;

  client_table_init(&t);
  for (uint32_t i = 0; i < 10000; i++) {
    a.sin_addr.s_addr = htonl(0x0A000000 + i);
    all[i] = client_join(&t, (struct sockaddr *)&a, &count);
    cr_expect_eq(count, 1);
  }
  cr_expect_eq(t.count, 10000);
  for (uint32_t i = 0; i < 10000; i += 2) client_leave(&t, all[i]);
  client_sweep(&t, second);
  cr_expect_eq(t.count, 5000);
  a.sin_addr.s_addr = htonl(0x0A000001);
  cr_expect_eq(client_join(&t, (struct sockaddr *)&a, &count), all[1]);
  client_table_free(&t);
}
