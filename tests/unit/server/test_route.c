/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "server/route.h"

static const route *find(http_method method, const char *path, bytes *id, unsigned *allowed)
{
  return route_find(method, path, id, allowed);
}

Test(route, paths_are_whole_and_an_id_is_the_rest)
{
  bytes id;
  unsigned allowed;
  const route *r = find(HTTP_GET, "/v1/accounts/a/b?c", &id, &allowed);

  cr_assert(r);
  cr_expect_str_eq(r->path, "/v1/accounts/{id}");
  cr_expect(bytes_equal(id, BYTES("a/b?c")));
  cr_expect_null(find(HTTP_GET, "/v1/accounts/", &id, &allowed));
  cr_expect_eq(allowed, 0);
  cr_expect_null(find(HTTP_GET, "/v1/matchx", &id, &allowed));
  cr_expect_null(find(HTTP_GET, "", &id, &allowed));
}

Test(route, head_is_get_and_other_methods_are_told)
{
  bytes id;
  unsigned allowed;

  cr_expect_eq(find(HTTP_HEAD, "/v1/match", &id, &allowed), find(HTTP_GET, "/v1/match", &id, &allowed));
  cr_expect_null(find(HTTP_DELETE, "/v1/match", &id, &allowed));
  cr_expect_eq(allowed, 1u << HTTP_GET | 1u << HTTP_POST);
  cr_expect_eq(http_method_of("get"), HTTP_OTHER, "methods know their case");
  cr_expect_str_eq(http_method_name(HTTP_OTHER), "other");
}

Test(route, numbers_and_routes_agree_and_what_changes_something_needs_admin)
{
  for (size_t n = 0; n < route_count(); n++) {
    const route *r = route_at(n);

    cr_expect_eq(route_number(r), n);
    cr_expect(r->method != HTTP_PUT && r->method != HTTP_DELETE ? 1 : r->access == ACCESS_ADMIN, "%s", r->path);
    cr_expect((r->bodies != BODY_NONE) == (r->method == HTTP_POST || r->method == HTTP_PUT), "%s", r->path);
    cr_expect(!r->release == !r->feed, "%s", r->path);
  }
  cr_expect_null(route_at(route_count()));
  cr_expect_eq(route_number(NULL), route_count());
}
