/* SPDX-License-Identifier: MIT */
#include <criterion/criterion.h>

#include "server/metrics.h"
#include "server/route.h"

static void has(const buffer *out, const char *line)
{
  cr_expect(memmem(out->data, out->size, line, strlen(line)), "%s is missing", line);
}

Test(metrics, count_requests_durations_and_decisions_of_all_workers)
{
  static metrics first, second, sum;
  l2a_result match = { .decision = L2A_DECISION_MATCH, .reason = L2A_REASON_DOMAIN };
  buffer out = BUFFER_INIT;

  metrics_add_request(&first, 0, 200, 40000);
  metrics_add_request(&first, 0, 200, 50000);
  metrics_add_request(&second, 0, 200, 50001);
  metrics_add_request(&second, 0, 429, 3000000000);
  metrics_add_request(&second, 0, 418, 60000000000);
  metrics_add_request(&second, route_count(), 404, 1);
  metrics_add_result(&first, &match);
  metrics_add_result(&second, &match);
  metrics_sum(&sum, &first);
  metrics_sum(&sum, &second);
  metrics_write(&out, &sum);
  has(&out, "l2a_requests_total{method=\"GET\",route=\"/v1/match\",status=\"200\"} 3\n");
  has(&out, "l2a_requests_total{method=\"GET\",route=\"/v1/match\",status=\"429\"} 1\n");
  has(&out, "l2a_requests_total{method=\"GET\",route=\"/v1/match\",status=\"other\"} 1\n");
  has(&out, "l2a_requests_total{method=\"other\",route=\"none\",status=\"404\"} 1\n");
  has(&out, "l2a_request_duration_seconds_bucket{method=\"GET\",route=\"/v1/match\",le=\"5e-05\"} 2\n");
  has(&out, "l2a_request_duration_seconds_bucket{method=\"GET\",route=\"/v1/match\",le=\"0.0001\"} 3\n");
  has(&out, "l2a_request_duration_seconds_bucket{method=\"GET\",route=\"/v1/match\",le=\"10\"} 4\n");
  has(&out, "l2a_request_duration_seconds_bucket{method=\"GET\",route=\"/v1/match\",le=\"+Inf\"} 5\n");
  has(&out, "l2a_request_duration_seconds_sum{method=\"GET\",route=\"/v1/match\"} 63.000140001\n");
  has(&out, "l2a_request_duration_seconds_count{method=\"GET\",route=\"/v1/match\"} 5\n");
  has(&out, "l2a_decisions_total{decision=\"match\",reason=\"");
  has(&out, "\"} 2\n");
  buffer_free(&out);
}

Test(metrics, have_room_for_every_route)
{
  cr_expect_lt(route_count(), (size_t)METRIC_ROUTES);
}
